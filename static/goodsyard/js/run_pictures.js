// What a phone adds to a proof: a photo small enough for a bad net, a signature, a code that is scanned.
const LONGEST_SIDE = 1600;

// The photo as a JPEG of at most 1600 pixels; as it is, where the phone cannot draw it or that made it no smaller.
export async function shrunk(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
    if (!small || small.size >= file.size) return file;
    return new File([small], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file;
  }
}

// --- a signature: drawn with a finger; the field is there only where one can draw -----------------------------------
export function letSign(field) {
  const canvas = field.querySelector("canvas");
  const pen = canvas.getContext("2d");
  let drawn = false;
  let last = null;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height];
  };
  const clear = () => {
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    drawn = false;
  };
  const begin = (event) => {
    if (canvas.setPointerCapture && event.isTrusted) canvas.setPointerCapture(event.pointerId);
    last = at(event);
    event.preventDefault();
  };
  const draw = (event) => {
    if (!last) return;
    const next = at(event);
    pen.strokeStyle = "#16241d";
    pen.lineWidth = 4;
    pen.lineCap = "round";
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...next);
    pen.stroke();
    last = next;
    drawn = true;
  };
  clear();
  canvas.addEventListener("pointerdown", begin);
  canvas.addEventListener("pointermove", draw);
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (last = null));
  field.querySelector("[data-clear]").addEventListener("click", clear);
  field.hidden = false;
  return () => (drawn ? new Promise((done) => canvas.toBlob(done, "image/png")) : Promise.resolve(null));
}

// --- a code that is scanned: three words, plain or at the end of an address -----------------------------------------
export function wordsIn(text) {
  const said = decodeURIComponent(text.includes("#") ? text.slice(text.lastIndexOf("#") + 1) : text);
  const words = said.toLowerCase().split(/[^a-z]+/).filter(Boolean);
  return words.length === 3 ? words.join(" ") : "";
}

export async function letScan(button, input) {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return;
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  const video = button.parentElement.querySelector("video");
  button.hidden = false;
  button.addEventListener("click", async () => {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      button.hidden = true; // no camera, or it was not allowed: the words can be typed
      input.focus();
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    const until = Date.now() + 60_000;
    const look = async () => {
      const found = await detector.detect(video).catch(() => []);
      const words = found.map((code) => wordsIn(code.rawValue)).find(Boolean);
      if (!words && Date.now() < until && !video.hidden) return void setTimeout(look, 250);
      for (const track of stream.getTracks()) track.stop();
      video.hidden = true;
      if (words) input.value = words;
      input.focus();
    };
    look();
  });
}

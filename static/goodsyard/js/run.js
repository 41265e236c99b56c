// The driver's run. Forms go to the yard as on any page; where there is no net they wait in this phone, and the page
// goes on as if they had been sent. All of it works without this script while there is a net.
import { letScan, letSign, shrunk } from "./run_pictures.js";
import { watch } from "./run_position.js";
import { add, all, asked, drain, newId, remove } from "./run_queue.js";

let root;
let signature;
const part = (name, within = root) => within.querySelector(`[data-${name}]`);
const show = (element, yes) => element && (element.hidden = !yes);
const urls = () => ({ deed: root.dataset.deedUrl, token: root.dataset.tokenUrl });

// --- the page's forms, also after a refusal has taken the place of the page -------------------------------------------
function prepare() {
  root = document.querySelector("[data-run-app]");
  signature = part("signature") ? letSign(part("signature")) : null;
  if (part("scan")) letScan(part("scan"), document.querySelector('[name="code"]'));
  // The page may come out of the phone's memory: each filling is a form of its own.
  const number = document.querySelector('form[data-fresh] [name="client_id"]');
  if (number) number.value = newId();
  const count = document.querySelector('[name="quantity"]');
  const whole = count?.defaultValue; // what becomes of the rest is asked once there is one
  if (part("rest") && number) {
    show(part("rest"), false);
    count.addEventListener("input", () => show(part("rest"), count.value.trim() !== whole));
  }
}

async function fieldsOf(form, submitter) {
  const fields = [];
  for (const [name, value] of new FormData(form, submitter ?? undefined)) {
    if (name === "csrfmiddlewaretoken" || name === "client_id") continue;
    if (typeof value === "string") fields.push([name, value]);
    else if (value.size) {
      const small = await shrunk(value);
      fields.push([name, small, small.name]);
    }
  }
  const signed = signature && form.contains(part("signature")) ? await signature() : null;
  if (signed) fields.push(["signature", signed, "signature.png"]);
  return fields;
}

function send(form, deed) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.querySelector('[name="csrfmiddlewaretoken"]').value);
  body.append("client_id", deed.client_id);
  for (const [name, value, file] of deed.fields) {
    if (file) body.append(name, value, file);
    else body.append(name, value);
  }
  return asked(form.action, { method: "POST", body, headers: { "X-Upload": "1" } }, 60_000);
}

// A refusal comes as a whole page: its <main> takes the place of ours, with all that was typed.
function answered(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = document.importNode(page.querySelector("main"), true);
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  prepare();
  main.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: main } }));
  main.querySelector("[data-focus]")?.focus();
  look();
}

async function submitted(form, submitter) {
  for (const button of form.querySelectorAll('button:not([type="button"])')) button.disabled = true;
  const deed = {
    client_id: form.querySelector('[name="client_id"]')?.value || newId(),
    kind: form.dataset.deed,
    run: root.dataset.run,
    stop: form.dataset.stop ?? "",
    title: form.dataset.title ?? "",
    device_at: Date.now(),
    person: Number(root.dataset.person),
    fields: await fieldsOf(form, submitter),
  };
  // What waits goes first: the yard hears of things in the order in which they were done.
  const behind = (await all()).some((other) => !other.refused);
  if (!behind && navigator.onLine) {
    try {
      const answer = await send(form, deed);
      const place = answer.headers.get("X-Location");
      if (place) {
        location.assign(place);
        return;
      }
      if (answer.status === 200 || answer.status === 422) {
        answered(await answer.text());
        return;
      }
    } catch {
      // the net broke: it waits
    }
  }
  await add(deed);
  location.assign(root.dataset.runUrl);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-deed]") || event.defaultPrevented) return;
  event.preventDefault();
  submitted(form, event.submitter);
});

// --- the run, with what waits ---------------------------------------------------------------------------------------
function overlay(waiting) {
  const sent = waiting.filter((deed) => !deed.refused);
  const ending = ["prove", "fail", "errand"];
  const over = new Set(sent.filter((deed) => ending.includes(deed.kind)).map((deed) => deed.stop));
  const reached = new Set(sent.filter((deed) => deed.kind === "arrive").map((deed) => deed.stop));
  const started = root.dataset.state === "started" || sent.some((deed) => deed.kind === "start");
  const broken = sent.some((deed) => deed.kind === "break");
  const cards = [...root.querySelectorAll('[data-card="stop"]')];
  const next = started && !broken ? cards.find((card) => !over.has(card.dataset.stop)) : undefined;
  show(root.querySelector('[data-card="start"]'), !started);
  show(root.querySelector('[data-card="over"]'), !next && (started || root.dataset.state === "finished"));
  show(part("break"), started && !broken);
  for (const card of cards) {
    const there = reached.has(card.dataset.stop) || card.dataset.state === "arrived";
    show(card, card === next);
    show(part("there", card), there);
    show(part("to-go", card), !there);
  }
  for (const row of root.querySelectorAll("[data-row]")) {
    show(part("row-waits", row), over.has(row.dataset.row));
    row.classList.toggle("is-next", row.dataset.row === next?.dataset.stop);
  }
}

function tellWaiting(waiting) {
  const kept = waiting.filter((deed) => !deed.refused);
  show(part("waiting"), kept.length > 0);
  part("waiting-count").textContent = String(kept.length);
  const list = part("refused-list");
  list.replaceChildren();
  for (const deed of waiting.filter((one) => one.refused)) {
    const item = part("refused-item").content.cloneNode(true);
    part("refused-title", item).textContent = deed.title;
    part("refused-why", item).textContent = deed.refused;
    part("refused-forget", item).addEventListener("click", async () => {
      await remove(deed.number);
      look();
    });
    list.append(item);
  }
  show(part("refused"), list.children.length > 0);
}

// What was sent comes back with the page as the yard has it.
async function tell() {
  const outcome = await drain(urls());
  show(part("offline"), outcome.offline || !navigator.onLine);
  show(part("signed-out"), outcome.signedOut);
  if (!outcome.told) return;
  if (outcome.sentences.length) sessionStorage.setItem("run-said", outcome.sentences.join("\n"));
  if (root.dataset.page !== "stop") location.reload();
  else tellWaiting(await all());
}

async function look() {
  const waiting = await all();
  tellWaiting(waiting);
  if (root.dataset.page === "run") overlay(waiting.filter((deed) => deed.run === root.dataset.run));
  await tell();
}

function sayAgain() {
  const words = sessionStorage.getItem("run-said");
  if (!words) return;
  sessionStorage.removeItem("run-said");
  part("said-words").textContent = words;
  show(part("said"), true);
}

function pages() {
  const forms = [...document.querySelectorAll("a[data-keep]")].map((link) => link.getAttribute("href"));
  return [...new Set([location.pathname, ...forms])];
}

prepare();
document.querySelector("#messages[data-old]")?.replaceChildren();
sayAgain();
look();
window.addEventListener("online", look);
window.addEventListener("offline", () => show(part("offline"), true));
setInterval(tell, 30_000);
if (root.dataset.positionUrl) {
  watch(root.dataset.positionUrl, document.querySelector('[name="csrfmiddlewaretoken"]').value);
}
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data?.fresh === location.pathname && root.dataset.page !== "stop") location.reload();
  });
  navigator.serviceWorker.register("/sw.js").then(
    () => navigator.serviceWorker.ready.then((worker) => worker.active.postMessage({ keep: pages() })),
    () => {}, // not allowed here: then the run needs a net
  );
}

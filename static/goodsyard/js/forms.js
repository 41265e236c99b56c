// Forms that grow with the kind, and photos shown before they are sent. Without JavaScript every field is there.
function showKindFields(form) {
  const chooser = form.querySelector('[name="kind"]:checked, select[name="kind"], input[type="hidden"][name="kind"]');
  const kind = chooser?.value;
  for (const part of form.querySelectorAll("[data-kind-field]")) {
    const wanted = !kind || part.dataset.kindField.split(" ").includes(kind);
    part.hidden = !wanted;
    // A hidden box is not sent and cannot stop the form from being sent.
    for (const input of part.querySelectorAll("input, select, textarea")) input.disabled = !wanted;
  }
}

function showPreviews(input) {
  let strip = input.parentElement.querySelector(".previews");
  if (!strip) {
    strip = document.createElement("div");
    strip.className = "previews";
    input.after(strip);
  }
  for (const old of strip.querySelectorAll("img")) URL.revokeObjectURL(old.src);
  const images = [...input.files].filter((file) => file.type.startsWith("image/"));
  strip.replaceChildren(
    ...images.map((file) => {
      const image = new Image();
      image.src = URL.createObjectURL(file);
      image.alt = file.name;
      return image;
    }),
  );
}

function prepare(root) {
  for (const part of root.querySelectorAll("[data-kind-field]")) {
    const form = part.closest("form");
    if (form) showKindFields(form);
  }
}

document.addEventListener("change", (event) => {
  if (event.target.name === "kind" && event.target.form) showKindFields(event.target.form);
  if (event.target.matches('input[type="file"][data-preview]')) showPreviews(event.target);
});

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));

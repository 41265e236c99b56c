// <form data-upload>: shows how much of a file has gone. The answer replaces the page, as it would without JavaScript.
function meter(form) {
  const existing = form.querySelector("progress[data-upload-progress]");
  if (existing) return existing;
  const bar = document.createElement("progress");
  bar.dataset.uploadProgress = "";
  bar.max = 1;
  bar.setAttribute("aria-label", form.dataset.upload || "Upload");
  form.append(bar);
  return bar;
}

// A refusal comes as a whole page: its <main> takes the place of ours.
function show(request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = document.importNode(page.querySelector("main"), true);
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  window.htmx?.process(main);
  main.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: main } }));
  main.querySelector("[data-focus]")?.focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-upload]") || event.defaultPrevented) return;
  if (![...form.querySelectorAll('input[type="file"]')].some((input) => input.files.length)) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter ?? undefined);
  const bar = meter(form);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-Upload", "1");
  request.upload.addEventListener("progress", (sent) => {
    if (sent.lengthComputable) bar.value = sent.loaded / sent.total;
  });
  request.addEventListener("load", () => {
    // Where a redirect leads is told in a header: followed by the request, the page's messages would be seen by nobody.
    const place = request.getResponseHeader("X-Location");
    if (place) location.assign(place);
    else show(request);
  });
  request.addEventListener("error", () => {
    bar.remove();
    form.submit();
  });
  for (const button of form.querySelectorAll('button[type="submit"], button:not([type])')) button.disabled = true;
  request.send(data);
});

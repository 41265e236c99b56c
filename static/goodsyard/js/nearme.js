// "Near me": asks the device where it is, to about a hundred metres, and searches from there. Typing works as well.
function prepare(root) {
  if (!("geolocation" in navigator) || !window.isSecureContext) return;
  for (const button of root.querySelectorAll("[data-near-me]:not([data-ready])")) {
    button.dataset.ready = "";
    button.hidden = false;
    const said = button.parentElement.querySelector("[data-near-me-said]");
    button.addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const { elements } = button.form;
          elements.namedItem("place").value = "";
          for (const edge of ["south", "west", "north", "east"]) elements.namedItem(edge)?.remove();
          elements.namedItem("lat").value = coords.latitude.toFixed(3);
          elements.namedItem("lon").value = coords.longitude.toFixed(3);
          button.form.requestSubmit();
        },
        () => {
          said.textContent = button.dataset.refused;
        },
        { timeout: 10000, maximumAge: 300000 },
      );
    });
  }
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));

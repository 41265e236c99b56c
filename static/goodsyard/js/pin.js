// A pin on a map that stands for two number fields: dragged, moved by the arrow keys or set by a click. It starts where
// the address roughly is; the fields are filled only once somebody moves it. Without this the fields are typed in.
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const START_ZOOM = 13;

function iconOf(L, holder) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${holder.dataset.icons}#pin`);
  svg.append(use);
  return L.divIcon({ html: svg, className: "pin-marker", iconSize: [44, 44], iconAnchor: [22, 40] });
}

class Pin {
  constructor(box, L, map) {
    this.box = box;
    this.L = L;
    this.map = map;
    this.form = box.closest("form");
    this.fields = [box.dataset.latField, box.dataset.lonField].map((id) => document.getElementById(id));
    this.said = box.querySelector("[data-pin-said]");
    this.marker = null;
    map.on("click", ({ latlng }) => this.move(latlng));
    for (const field of this.fields) field.addEventListener("input", () => this.follow());
    box.querySelector("[data-pin-clear]").addEventListener("click", () => this.clear());
    // The part may have been closed while the map was made: then it does not know its size.
    new ResizeObserver(() => map.invalidateSize()).observe(map.getContainer());
    this.follow() || this.start();
    box.closest("details")?.addEventListener("toggle", () => this.typed() || this.start());
  }

  typed() {
    const numbers = this.fields.map((field) => (field.value.trim() === "" ? NaN : Number(field.value)));
    const [latitude, longitude] = numbers;
    return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? this.L.latLng(latitude, longitude) : null;
  }

  follow() {
    const at = this.typed();
    if (at) this.show(at);
    return at !== null;
  }

  async start() {
    const value = (name) => this.form.elements.namedItem(name)?.value.trim() ?? "";
    for (const text of [value("postcode"), value("town")].filter(Boolean)) {
      const url = new URL(this.box.dataset.places, location.href);
      url.searchParams.set("q", text);
      const answer = await fetch(url).catch(() => null);
      const [place] = answer?.ok ? await answer.json() : [];
      if (place && !this.typed()) {
        this.show(this.L.latLng(place.latitude, place.longitude));
        return;
      }
    }
  }

  show(at) {
    if (!this.marker) {
      const { L, box } = this;
      this.marker = L.marker(at, { icon: iconOf(L, box.querySelector("[data-map]")), draggable: true, autoPan: true });
      this.marker.on("dragend", () => this.move(this.marker.getLatLng()));
      this.marker.addTo(this.map);
      const element = this.marker.getElement();
      element.setAttribute("aria-label", box.dataset.wordPin);
      element.addEventListener("keydown", (event) => this.key(event));
      this.map.setView(at, Math.max(this.map.getZoom(), START_ZOOM), { animate: false });
    }
    this.marker.setLatLng(at);
    this.map.panInside(at, { padding: [60, 60], animate: false });
  }

  // Ten pixels a step, one with Shift: nearer to the ground the closer the map is.
  key(event) {
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    event.stopPropagation();
    const [x, y] = STEPS[event.key].map((way) => way * (event.shiftKey ? 1 : 10));
    const from = this.map.latLngToContainerPoint(this.marker.getLatLng());
    this.move(this.map.containerPointToLatLng(from.add([x, y])));
  }

  move(latlng) {
    const at = latlng.wrap();
    this.show(at);
    [at.lat, at.lng].forEach((value, index) => {
      this.fields[index].value = value.toFixed(5);
      this.fields[index].dispatchEvent(new Event("change", { bubbles: true }));
    });
    this.said.textContent = `${this.box.dataset.wordAt} ${at.lat.toFixed(5)}, ${at.lng.toFixed(5)}`;
  }

  clear() {
    for (const field of this.fields) field.value = "";
    this.marker?.remove();
    this.marker = null;
    this.said.textContent = this.box.dataset.wordNone;
    this.start();
  }
}

document.addEventListener("map:ready", ({ target, detail }) => {
  const box = target.closest("[data-pin]");
  if (box) new Pin(box, detail.L, detail.map);
});
for (const box of document.querySelectorAll("[data-pin]")) box.hidden = false;

// A place box with suggestions: an ARIA combobox over organisations:place-suggest. Typing alone works as well.
const WAIT_MS = 180;
let boxes = 0;

function combobox(box) {
  box.dataset.ready = "";
  const input = box.querySelector("input:not([type=hidden])");
  const latitude = box.querySelector("[data-lat]");
  const longitude = box.querySelector("[data-lon]");
  const list = document.createElement("div");
  const said = document.createElement("span");
  list.id = `places-${(boxes += 1)}`;
  list.className = "place-list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  box.append(list, said);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }
  let places = [];
  let active = -1;
  let timer = 0;
  let asked = null;

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function light(index) {
    active = index;
    [...list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === index));
      if (at === index) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    });
  }

  function take(index) {
    const place = places[index];
    if (!place) return;
    input.value = place.label;
    latitude.value = place.latitude;
    longitude.value = place.longitude;
    close();
    input.dispatchEvent(new CustomEvent("place:taken", { bubbles: true, detail: place }));
  }

  function show(found) {
    places = found;
    list.replaceChildren(
      ...found.map((place, index) => {
        const option = document.createElement("div");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = place.label;
        // mousedown comes before the blur that closes the list.
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(index);
        });
        return option;
      }),
    );
    active = -1;
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    said.textContent = found.length ? `${found.length} ${box.dataset.some}` : box.dataset.none;
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const url = new URL(box.dataset.place, location.href);
    url.searchParams.set("q", input.value);
    try {
      const answer = await fetch(url, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (answer.ok) show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    latitude.value = longitude.value = "";
    clearTimeout(timer);
    if (input.value.trim().length < 2) close();
    else timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) light((active + moves[event.key] + places.length) % places.length);
    else if (event.key === "Enter" && active >= 0) take(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}

function prepare(root) {
  for (const box of root.querySelectorAll("[data-place]:not([data-ready])")) if (box.dataset.place) combobox(box);
}

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));

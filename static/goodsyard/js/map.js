// Maps: kind-shaped markers of a GeoJSON collection over our own offline basemap (or the configured tiles), clustered,
// lit together with the list beside them. The list is the map's equal; this only adds to it.
const loading = new Map();
const BRITAIN = [[50, -6], [58.5, 1.8]];

function once(url, load) {
  if (!loading.has(url)) loading.set(url, load(url));
  return loading.get(url);
}

const script = (url) =>
  once(url, () => new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement("script"), { src: url, onload: resolve, onerror: reject });
    document.head.append(element);
  }));

const sheet = (url) =>
  once(url, () => new Promise((resolve) => {
    const element = Object.assign(document.createElement("link"), { rel: "stylesheet", href: url, onload: resolve, onerror: resolve });
    document.head.append(element);
  }));

const json = (url) => once(url, () => fetch(url).then((answer) => (answer.ok ? answer.json() : null)));

function svgIcon(holder, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${holder.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

function graticule(L) {
  const lines = [];
  for (let longitude = -180; longitude <= 180; longitude += 5) lines.push([[-85, longitude], [85, longitude]]);
  for (let latitude = -85; latitude <= 85; latitude += 5) lines.push([[latitude, -180], [latitude, 180]]);
  return L.polyline(lines, { className: "graticule", interactive: false });
}

// Towns as the map comes close enough for them, the largest first, and never two names on one spot.
function townLayer(L, map, towns) {
  const layer = L.layerGroup().addTo(map);
  const sorted = [...towns].sort((one, other) => other.population - one.population);
  function redraw() {
    layer.clearLayers();
    const bounds = map.getBounds();
    const taken = [];
    for (const { name, latitude, longitude, population, zoom } of sorted) {
      if (taken.length > 60) break;
      if (zoom > map.getZoom() || !bounds.contains([latitude, longitude])) continue;
      const at = map.latLngToContainerPoint([latitude, longitude]);
      if (taken.some((other) => Math.abs(other.x - at.x) < 88 && Math.abs(other.y - at.y) < 20)) continue;
      taken.push(at);
      const label = document.createElement("span");
      label.className = population > 250000 ? "town town-large" : "town";
      label.textContent = name;
      const icon = L.divIcon({ html: label, className: "town-place", iconSize: [0, 0], iconAnchor: [2, 10] });
      L.marker([latitude, longitude], { icon, interactive: false, keyboard: false, pane: "towns" }).addTo(layer);
    }
  }
  map.on("moveend zoomend", redraw);
  redraw();
}

// The provider's tiles; where not one of them comes, the plain basemap takes their place.
function drawBase(L, map, holder) {
  const { tiles, attribution, plainAttribution } = holder.dataset;
  map.attributionControl.setPrefix(false);
  if (!tiles) {
    map.attributionControl.addAttribution(plainAttribution);
    drawPlain(L, map, holder);
    return;
  }
  map.attributionControl.addAttribution(attribution);
  const layer = L.tileLayer(tiles, { maxZoom: 19 }).addTo(map);
  let came = false;
  layer.on("tileload", () => {
    came = true;
  });
  layer.on("tileerror", () => {
    if (came || !map.hasLayer(layer)) return;
    layer.remove();
    map.attributionControl.removeAttribution(attribution).addAttribution(plainAttribution);
    drawPlain(L, map, holder);
  });
}

async function drawPlain(L, map, holder) {
  const { land, towns } = holder.dataset;
  const pane = map.createPane("towns");
  pane.classList.add("towns-pane");
  const [coast, places] = await Promise.all([json(land), json(towns)]);
  graticule(L).addTo(map).bringToBack();
  if (coast) L.geoJSON(coast, { interactive: false, style: { className: "land" } }).addTo(map).bringToBack();
  if (places) townLayer(L, map, places.towns);
}

function markerOf(L, holder, feature, latlng) {
  const { kind = "material", title = "", number } = feature.properties;
  const plate = document.createElement("span");
  plate.className = "marker-plate";
  if (number) {
    plate.className = "marker-number";
    plate.textContent = number;
  } else plate.append(svgIcon(holder, `kind-${kind}`));
  const icon = L.divIcon({ html: plate, className: `marker kind-${kind}`, iconSize: [32, 32] });
  return L.marker(latlng, { icon, title, alt: title, riseOnHover: true });
}

function popupOf({ title, url, note }) {
  const box = document.createElement("div");
  const link = Object.assign(document.createElement(url ? "a" : "strong"), { textContent: title });
  if (url) link.href = url;
  box.append(link);
  if (note) box.append(Object.assign(document.createElement("p"), { textContent: note }));
  return box;
}

function clusterGroup(L, holder) {
  return L.markerClusterGroup({
    maxClusterRadius: 44,
    showCoverageOnHover: false,
    spiderLegPolylineOptions: { className: "graticule" },
    iconCreateFunction(cluster) {
      const count = cluster.getChildCount();
      const label = document.createElement("span");
      label.textContent = count;
      label.title = `${count} ${holder.dataset.wordNear}`;
      return L.divIcon({ html: label, className: "cluster-marker", iconSize: [40, 40] });
    },
  });
}

function item(id) {
  return document.querySelector(`[data-map-id="${CSS.escape(String(id))}"]`);
}

class YardMap {
  constructor(L, holder) {
    const canvas = document.createElement("div");
    canvas.className = "map-canvas";
    holder.querySelector(".map-wait")?.remove();
    holder.prepend(canvas);
    this.L = L;
    this.holder = holder;
    this.map = L.map(canvas, { zoomControl: false, minZoom: 3, maxZoom: 18, worldCopyJump: true, scrollWheelZoom: true });
    L.control.zoom({ zoomInTitle: holder.dataset.wordZoomIn, zoomOutTitle: holder.dataset.wordZoomOut }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    this.map.fitBounds(BRITAIN);
    this.markers = new Map();
    this.places = new Map();
    this.text = "";
    this.group = null;
    this.lines = L.layerGroup().addTo(this.map);
    drawBase(L, this.map, holder);
    this.offerSearchHere();
  }

  async points() {
    if (this.holder.dataset.url) return fetch(this.holder.dataset.url).then((answer) => (answer.ok ? answer.text() : "null"));
    return document.getElementById(this.holder.dataset.points)?.textContent ?? "null";
  }

  async draw() {
    const text = await this.points();
    if (text === this.text) return;
    this.text = text;
    const { L } = this;
    this.group?.remove();
    this.lines.clearLayers();
    this.markers.clear();
    const numbered = text.includes('"number"');
    this.group = (numbered ? L.featureGroup() : clusterGroup(L, this.holder)).addTo(this.map);
    const { features = [], bbox, clusters } = JSON.parse(text) ?? {};
    this.places.clear();
    for (const feature of features) {
      this.add(feature);
      if (feature.geometry?.type === "Point") this.places.set(String(feature.properties.id), feature.geometry.coordinates.toReversed());
    }
    this.fit(bbox);
    this.clustersUrl = clusters;
    this.drawClusters();
  }

  // Where there is more than one page of results, what the server counted in this part of the map takes the place of
  // the page's own markers; if it does not answer, they stay.
  async drawClusters() {
    if (!this.clustersUrl) return;
    const url = new URL(this.clustersUrl, location.href);
    url.searchParams.set("view", boxOf(this.map).join(","));
    url.searchParams.set("zoom", this.map.getZoom());
    this.asked?.abort();
    this.asked = new AbortController();
    try {
      const answer = await fetch(url, { signal: this.asked.signal });
      if (!answer.ok) return;
      const { features } = await answer.json();
      this.group.remove();
      this.markers.clear();
      this.group = this.L.featureGroup().addTo(this.map);
      for (const feature of features) feature.properties.count > 1 ? this.addCluster(feature) : this.add(feature);
    } catch (error) {
      if (error.name !== "AbortError") console.warn(error);
    }
  }

  addCluster({ geometry, properties }) {
    const [longitude, latitude] = geometry.coordinates;
    const label = document.createElement("span");
    label.textContent = properties.label;
    const { title } = properties;
    const icon = this.L.divIcon({ html: label, className: "cluster-marker", iconSize: [40, 40] });
    const marker = this.L.marker([latitude, longitude], { icon, title, alt: title });
    marker.on("click", () => {
      if (this.map.getZoom() < 15) this.map.setView([latitude, longitude], this.map.getZoom() + 2);
      else this.searchHere();
    });
    this.group.addLayer(marker);
  }

  add(feature) {
    const { L } = this;
    if (feature.geometry?.type !== "Point") {
      L.geoJSON(feature, { interactive: false, style: { className: feature.properties?.circle ? "circle-line" : "route-line" } }).addTo(this.lines);
      return;
    }
    const [longitude, latitude] = feature.geometry.coordinates;
    const { properties } = feature;
    const marker = markerOf(L, this.holder, feature, [latitude, longitude]);
    marker.bindPopup(popupOf(properties), { closeButton: true });
    marker.on("mouseover", () => item(properties.id)?.classList.add("is-lit"));
    marker.on("mouseout", () => item(properties.id)?.classList.remove("is-lit"));
    this.markers.set(String(properties.id), marker);
    this.group.addLayer(marker);
  }

  // To the part of the map that was searched, else to what was found in it.
  fit(bbox) {
    const bounds = this.L.latLngBounds([]);
    if (bbox) {
      const [west, south, east, north] = bbox;
      if (!this.stays) this.fitTo(this.L.latLngBounds([south, west], [north, east < west ? east + 360 : east]), 0);
      this.stays = false;
      return;
    }
    if (this.group.getLayers().length) bounds.extend(this.group.getBounds());
    this.lines.eachLayer((layer) => bounds.extend(layer.getBounds()));
    if (!("fit" in this.holder.dataset) || !bounds.isValid()) return;
    this.fitTo(bounds, 36);
  }

  fitTo(bounds, padding) {
    this.fitting = true;
    this.map.fitBounds(bounds, { padding: [padding, padding], maxZoom: 13, animate: false });
    this.fitting = false;
  }

  // What stands for a marker now: itself, or the cluster that holds it.
  shown(id) {
    const marker = this.markers.get(String(id));
    if (!marker) return this.nearest(this.places.get(String(id)));
    const top = this.group.getVisibleParent?.(marker) ?? marker;
    return top.getElement?.() ?? top._icon ?? null;
  }

  // The mark closest to a place, if it is close enough to be what stands for it.
  nearest(place) {
    if (!place) return null;
    const at = this.map.latLngToContainerPoint(place);
    const far = (layer) => at.distanceTo(this.map.latLngToContainerPoint(layer.getLatLng()));
    const [closest] = this.group.getLayers().sort((one, other) => far(one) - far(other));
    return closest && far(closest) < 64 ? closest.getElement() : null;
  }

  offerSearchHere() {
    const button = this.holder.querySelector("[data-again]");
    const form = document.getElementById(this.holder.dataset.searchForm ?? "");
    if (!button || !form) return;
    this.L.DomEvent.disableClickPropagation(button);
    this.map.on("dragend zoomend", () => {
      if (!this.fitting) button.hidden = false;
    });
    this.map.on("moveend", () => {
      if (!this.fitting) this.drawClusters();
    });
    button.addEventListener("click", () => this.searchHere());
  }

  // The same search in the part of the map that is seen. The form may have been exchanged meanwhile.
  searchHere() {
    const form = document.getElementById(this.holder.dataset.searchForm ?? "");
    if (!form) return;
    const edges = boxOf(this.map);
    EDGES.forEach((name, at) => setInput(form, name, edges[at]));
    this.holder.querySelector("[data-again]").hidden = true;
    this.stays = true;
    form.requestSubmit();
  }
}

const EDGES = ["west", "south", "east", "north"];

// The map's edges in degrees, as the server reads them; all the way round is the whole world.
function boxOf(map) {
  const bounds = map.getBounds();
  const whole = bounds.getEast() - bounds.getWest() >= 360;
  const wrap = (longitude) => ((((longitude + 180) % 360) + 360) % 360) - 180;
  const west = whole ? -180 : wrap(bounds.getWest());
  const east = whole ? 180 : wrap(bounds.getEast());
  const edges = [west, Math.max(bounds.getSouth(), -90), east, Math.min(bounds.getNorth(), 90)];
  return edges.map((edge) => edge.toFixed(4));
}

function setInput(form, name, value) {
  const input = form.elements.namedItem(name);
  if (input) input.value = value;
  else form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
}

// Another place or distance means another area: the part of the map is let go.
document.addEventListener("input", ({ target }) => {
  if (target.form?.id !== "search-form" || !["place", "radius", "units", "minutes"].includes(target.name)) return;
  for (const edge of EDGES) target.form.elements.namedItem(edge)?.remove();
});

const maps = new Set();

async function prepare(root) {
  const holders = root.querySelectorAll("[data-map]:not([data-ready])");
  for (const holder of holders) {
    holder.dataset.ready = "";
    for (const url of holder.dataset.css.split(" ")) await sheet(url);
    await script(holder.dataset.leaflet);
    await script(holder.dataset.clusters);
    const map = new YardMap(window.L, holder);
    maps.add(map);
    await map.draw();
    holder.dispatchEvent(new CustomEvent("map:ready", { bubbles: true, detail: { L: window.L, map: map.map } }));
  }
}

function lightUp(event, lit) {
  const row = event.target.closest?.("[data-map-id]");
  if (!row) return;
  for (const map of maps) map.shown(row.dataset.mapId)?.classList.toggle("is-lit", lit);
}

for (const [name, lit] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(name, (event) => lightUp(event, lit));
}

document.addEventListener("htmx:afterSettle", () => {
  prepare(document);
  for (const map of maps) {
    if (map.holder.isConnected) map.draw();
    else maps.delete(map);
  }
});

prepare(document);

// Tells where the van is while the page is open, at most once a minute, if its driver chose so. See run.js.
const EVERY = 60_000;

export function watch(url, token) {
  if (!navigator.geolocation) return;
  let told = 0;
  navigator.geolocation.watchPosition(
    (place) => {
      if (Date.now() - told < EVERY || !navigator.onLine) return;
      told = Date.now();
      const body = new FormData();
      body.append("latitude", String(place.coords.latitude));
      body.append("longitude", String(place.coords.longitude));
      body.append("accuracy", String(Math.round(place.coords.accuracy)));
      fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => (told = 0));
    },
    () => {}, // not allowed on the phone: then it is not told
    { enableHighAccuracy: false, maximumAge: 30_000 },
  );
}

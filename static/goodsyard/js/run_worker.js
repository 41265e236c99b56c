// Keeps the pages of a run in the phone, so that they open in a basement. Nothing else of the yard is kept.
// RUN_SHELL (version, files, offline page) is set by the address that loads this script.
const { version, files, offline } = self.RUN_SHELL;
const SHELL = `run-shell-${version}`;
const PAGES = "run-pages";
const OURS = /^\/(runs\/(\d+\/(break-off\/)?)?|stops\/\d+\/(proof|fail)\/)$/;
const PATIENCE = 4_000;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll([...files, offline]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== SHELL && name !== PAGES).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

async function kept(path, answer) {
  const html = answer.headers.get("Content-Type")?.startsWith("text/html");
  if (answer.ok && !answer.redirected && html) await (await caches.open(PAGES)).put(path, answer.clone());
  return answer;
}

// A page as it was: what was said on it then is not said again.
async function asItWas(answer) {
  const html = (await answer.text()).replace('id="messages"', 'id="messages" data-old');
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

// Pages that came too late to be waited for, and when: whoever saw the old one is told and looks again.
const late = new Map();
const LOOKED_AGAIN_WITHIN = 15_000;

async function tellLate(path) {
  late.set(path, Date.now());
  for (const client of await self.clients.matchAll()) client.postMessage({ fresh: path });
}

// The yard first, for as long as one would wait; then the page as it was.
async function page(event, request) {
  const path = new URL(request.url).pathname;
  const before = await caches.match(path);
  if (before && Date.now() - (late.get(path) ?? 0) < LOOKED_AGAIN_WITHIN) {
    late.delete(path);
    return before;
  }
  const fresh = fetch(request).then((answer) => kept(path, answer));
  if (!before) return fresh.catch(async () => (await caches.match(offline)) ?? Response.error());
  const slow = Symbol("slow");
  const first = await Promise.race([
    fresh.catch(() => null),
    new Promise((done) => setTimeout(done, PATIENCE, slow)),
  ]);
  if (first === slow) event.waitUntil(fresh.then(() => tellLate(path)).catch(() => {}));
  return first && first !== slow ? first : asItWas(before);
}

async function file(request) {
  const before = await caches.match(request, { ignoreSearch: true });
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok) await (await caches.open(SHELL)).put(request, answer.clone());
    return answer;
  });
  if (!before) return fresh;
  fresh.catch(() => {});
  return before;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method !== "GET") {
    // Who signs out, or acts for somebody else, leaves no page of theirs on the phone.
    if (/^\/(account\/logout|organisations\/switch)\//.test(url.pathname)) event.waitUntil(caches.delete(PAGES));
    return;
  }
  if (request.mode === "navigate" && OURS.test(url.pathname)) event.respondWith(page(event, request));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(offline)));
  else if (files.includes(url.pathname)) event.respondWith(file(request));
});

self.addEventListener("message", (event) => {
  const paths = (event.data?.keep ?? []).filter((path) => OURS.test(path));
  event.waitUntil(
    (async () => {
      const cache = await caches.open(PAGES);
      for (const path of paths) {
        if (await cache.match(path)) continue;
        const answer = await fetch(path, { credentials: "same-origin" }).catch(() => null);
        if (answer) await kept(path, answer);
      }
    })(),
  );
});

// What a driver did without the net waits here, in this phone, in order, until the yard has heard of it. Each deed has a
// number of its own, so that telling it twice changes nothing.
const NAME = "goodsyard-run";
const STORE = "deeds";

function opened() {
  return new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "number", autoIncrement: true });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

async function within(mode, work) {
  const database = await opened();
  try {
    return await new Promise((done, failed) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const all = () => within("readonly", (store) => store.getAll());
export const add = (deed) => within("readwrite", (store) => store.add(deed));
export const put = (deed) => within("readwrite", (store) => store.put(deed));
export const remove = (number) => within("readwrite", (store) => store.delete(number));

// crypto.randomUUID is for secure pages alone; the numbers have to be had on every page.
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// A request that gives up: a phone in a basement can wait for minutes.
export async function asked(url, options = {}, patience = 20_000) {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), patience);
  try {
    return await fetch(url, { credentials: "same-origin", ...options, signal: stop.signal });
  } finally {
    clearTimeout(clock);
  }
}

// The token of the forms, and whose sign-in this is; null without the net, false where nobody is signed in any more.
export async function signedIn(url) {
  try {
    const answer = await asked(url, { headers: { Accept: "application/json" } }, 8_000);
    if (!answer.ok || answer.redirected) return false;
    return await answer.json();
  } catch {
    return null;
  }
}

function bodyOf(deed) {
  const body = new FormData();
  for (const [name, value, file] of deed.fields) {
    if (file) body.append(name, value, file);
    else body.append(name, value);
  }
  for (const name of ["client_id", "kind", "run", "stop", "device_at"]) body.set(name, deed[name] ?? "");
  body.set("sent_at", String(Date.now()));
  return body;
}

// Tell all that waits, oldest first. Answers what became of them: {told, sentences, offline, signedOut}.
async function tellAll(urls) {
  const outcome = { told: 0, sentences: [], offline: false, signedOut: false };
  const waiting = (await all()).filter((deed) => !deed.refused);
  if (!waiting.length) return outcome;
  const who = await signedIn(urls.token);
  if (who === null) return { ...outcome, offline: true };
  if (who === false) return { ...outcome, signedOut: true };
  for (const deed of waiting) {
    if (deed.person !== who.person) continue;
    let answer;
    try {
      const headers = { "X-CSRFToken": who.token, Accept: "application/json" };
      answer = await asked(urls.deed, { method: "POST", body: bodyOf(deed), headers }, 90_000);
    } catch {
      return { ...outcome, offline: true };
    }
    if (answer.status === 403 || answer.redirected) return { ...outcome, signedOut: true };
    if (answer.status >= 500 || answer.status === 429) return { ...outcome, offline: true };
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) {
      await remove(deed.number);
      outcome.told += 1;
      if (said.sentence) outcome.sentences.push(said.sentence);
    } else {
      await put({ ...deed, refused: said.sentence || String(answer.status) });
    }
  }
  return outcome;
}

// One page at a time tells: two would only do the same twice.
export function drain(urls) {
  if (!navigator.locks) return tellAll(urls);
  return navigator.locks.request("goodsyard-run", { ifAvailable: true }, (lock) =>
    lock ? tellAll(urls) : { told: 0, sentences: [], offline: false, signedOut: false },
  );
}

// The day board by dragging: whoever takes hold of a job sees on every van at once whether it fits there, in the words
// of the check; letting go over a van sends the same form as the buttons do. Without this the buttons do it all.
const board = document.querySelector("[data-board]");
const says = board?.querySelector("[data-board-says]");
let held = null;

function say(text) {
  says.textContent = text;
  says.hidden = !text;
}

function mark(lane, fits, text) {
  lane.classList.toggle("takes", fits === true);
  lane.classList.toggle("refuses", fits === false);
  const line = lane.querySelector("[data-lane-says]");
  if (line) {
    line.textContent = text;
    line.hidden = !text;
  }
}

function clear() {
  for (const lane of board.querySelectorAll("[data-lane]")) {
    mark(lane, null, "");
    lane.classList.remove("is-over");
  }
  held?.job.classList.remove("is-dragged");
  held = null;
}

async function look(job) {
  const own = held;
  say(board.dataset.looking);
  try {
    const answer = await fetch(job.dataset.places, { headers: { Accept: "application/json" } });
    if (!answer.ok || held !== own) return;
    const { places } = await answer.json();
    if (held !== own) return;
    own.places = new Map(places.map((place) => [String(place.shift), place]));
    for (const lane of board.querySelectorAll("[data-lane]")) {
      const place = own.places.get(lane.dataset.lane);
      if (place && !place.here) {
        mark(lane, place.fits, `${place.fits ? board.dataset.fits : board.dataset.not}: ${place.says}`);
      }
    }
    say("");
  } catch {
    say("");
  }
}

// The same form as the buttons': a page comes back, with what happened or why not.
function send(job, shift) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = board.dataset.board;
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const [name, value] of [["csrfmiddlewaretoken", token], ["collection", job], ["shift", shift]]) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  form.submit();
}

function laneUnder(event) {
  const lane = event.target.closest?.("[data-lane]");
  return lane && held && lane !== held.from ? lane : null;
}

function prepare() {
  for (const job of board.querySelectorAll("[data-job]")) job.draggable = true;
  board.addEventListener("dragstart", (event) => {
    const job = event.target.closest?.("[data-job]");
    if (!job) return;
    held = { job, from: job.closest("[data-lane]"), places: new Map() };
    job.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", job.dataset.job);
    look(job);
  });
  board.addEventListener("dragover", (event) => {
    const lane = laneUnder(event);
    if (!lane) return;
    event.preventDefault();
    lane.classList.add("is-over");
  });
  board.addEventListener("dragleave", (event) => {
    const lane = laneUnder(event);
    if (lane && !lane.contains(event.relatedTarget)) lane.classList.remove("is-over");
  });
  board.addEventListener("drop", (event) => {
    const lane = laneUnder(event);
    if (!lane) return;
    event.preventDefault();
    const { job, places } = held;
    const place = places.get(lane.dataset.lane);
    clear();
    if (place && !place.fits) {
      say(`${board.dataset.not}: ${place.says}`);
      return;
    }
    send(job.dataset.job, lane.dataset.lane);
  });
  board.addEventListener("dragend", clear);
}

if (board) prepare();

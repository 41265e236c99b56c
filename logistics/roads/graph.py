"""Driving times in this process, from an extract of OpenStreetMap: pyrosm reads it, igraph finds the shortest ways.

For whoever has a map file and no server. Both packages come with the extra ``roads``; where they are not installed, or
the file is no map, that is said in a sentence and the planner goes on by its law.

Speeds in free flow are those of OSRM's profile for cars by class of road, and four fifths of a posted limit where that
is less. A place is reached from the nearest crossing of the connected network; places that are further from it than
``FURTHEST_KM`` are left to the law.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from logistics.roads.table import RoadsUnavailable, Told
from marketplace.kernel.geo import KM_PER_DEGREE, Point

NAME: Final = "osm-graph"
#: What lies further from any road is not on this map.
FURTHEST_KM: Final = 1.0
#: km/h in free flow (github.com/Project-OSRM/osrm-backend, profiles/car.lua).
SPEED_KMH: Final = {
    "motorway": 90,
    "motorway_link": 45,
    "trunk": 85,
    "trunk_link": 40,
    "primary": 65,
    "primary_link": 30,
    "secondary": 55,
    "secondary_link": 25,
    "tertiary": 40,
    "tertiary_link": 20,
    "unclassified": 25,
    "residential": 25,
    "living_street": 10,
    "service": 15,
}
OTHER_KMH: Final = 20
OF_THE_LIMIT: Final = 0.8
KMH_PER_MPH: Final = 1.609344
MISSING: Final = (
    "the way to read maps is not installed: add the extra called roads (pip install 'goodsyard[roads]'), or choose"
    " another ROUTING_PROVIDER"
)


@dataclass(frozen=True)
class Network:
    """The largest part of the road network in which every crossing is reached from every other.

    Any: igraph publishes no types.
    """

    graph: Any
    places: tuple[tuple[float, float], ...]

    def nearest(self, point: Point) -> tuple[int, float]:
        """A crossing and how many kilometres it is away (on a flat map: true to a metre over such a distance)."""
        east = math.cos(math.radians(point.latitude))

        def square(at: int) -> float:
            latitude, longitude = self.places[at]
            return (latitude - point.latitude) ** 2 + ((longitude - point.longitude) * east) ** 2

        found = min(range(len(self.places)), key=square)
        return found, math.sqrt(square(found)) * KM_PER_DEGREE


@dataclass(frozen=True, slots=True)
class GraphEngine:
    """An extract of OpenStreetMap as a provider. Every profile drives as a van does."""

    file: Path

    @property
    def name(self) -> str:
        return NAME

    def ask(self, points: Sequence[Point], rows: Sequence[int], columns: Sequence[int], profile: str) -> Told:
        """Of the fastest ways, seconds and metres.

        :raises RoadsUnavailable: the packages are missing, or the file is no map
        """
        network = read_network(self.file)
        found = {place: network.nearest(points[place]) for place in {*rows, *columns}}
        here = {place: at for place, (at, km) in found.items() if km <= FURTHEST_KM}
        from_rows, to_columns = [a for a in rows if a in here], [b for b in columns if b in here]
        legs: dict[tuple[int, int], tuple[int, int]] = {}
        targets = sorted({here[b] for b in to_columns})
        for a in from_rows:
            ways = network.graph.get_shortest_paths(here[a], to=targets, weights="seconds", output="epath")
            by_target = dict(zip(targets, ways, strict=True))
            legs |= {(a, b): _along(network.graph, by_target[here[b]]) for b in to_columns if a != b}
        lost = len(found) - len(here)
        return Told(legs, (f"{lost} places are not on the map {self.file.name}",) if lost else ())


def _along(graph: Any, edges: list[int]) -> tuple[int, int]:  # Any: igraph publishes no types
    some = graph.es[edges]
    return math.ceil(sum(some["seconds"])), math.ceil(sum(some["metres"]))


def read_network(file: Path) -> Network:
    """The network of a map, read once for each process and edition of the file: seconds for a town.

    :raises RoadsUnavailable: the packages are missing, or the file is no map
    """
    return _network(file, file.stat().st_mtime_ns if file.is_file() else 0)


@lru_cache(maxsize=2)
def _network(file: Path, changed_at: int) -> Network:
    try:
        from igraph import Graph  # noqa: PLC0415  the extra may not be there, and the site runs all the same
        from pyrosm import OSM  # noqa: PLC0415
    except ImportError as missing:
        raise RoadsUnavailable(MISSING) from missing
    if not file.is_file():
        raise RoadsUnavailable(f"there is no map at {file}")
    try:
        nodes, edges = OSM(str(file)).get_network(network_type="driving", nodes=True)
    except (ValueError, OSError, TypeError, KeyError) as error:  # what pyrosm says of a file that is no map
        raise RoadsUnavailable(f"{file.name} is not a map that can be read") from error
    ids = {node: at for at, node in enumerate(nodes["id"])}
    ways: dict[tuple[int, int], tuple[float, float]] = {}
    facts = zip(
        *(edges[name] for name in ("u", "v", "length", "highway")),
        _column(edges, "maxspeed"),
        _column(edges, "oneway"),
        _column(edges, "junction"),
        strict=True,
    )
    for start, end, metres, highway, limit, oneway, junction in facts:
        seconds = metres * 3.6 / _speed(str(highway), str(limit))
        for a, b in _directions(start, end, str(oneway), str(junction)):
            if a in ids and b in ids:
                leg = (ids[a], ids[b])
                ways[leg] = min(ways.get(leg, (math.inf, 0.0)), (seconds, float(metres)))
    graph = Graph(n=len(ids), edges=list(ways), directed=True)
    graph.es["seconds"] = [seconds for seconds, _ in ways.values()]
    graph.es["metres"] = [metres for _, metres in ways.values()]
    graph.vs["place"] = list(zip(nodes["lat"], nodes["lon"], strict=True))
    largest = graph.connected_components(mode="strong").giant()
    return Network(largest, tuple(largest.vs["place"]))


def _column(edges: Any, name: str) -> Sequence[object]:  # Any: a table of pandas
    """A column that a map without such a tag does not have."""
    column: Sequence[object] = edges[name] if name in edges.columns else [""] * len(edges)
    return column


def _directions(start: int, end: int, oneway: str, junction: str) -> tuple[tuple[int, int], ...]:
    if oneway == "-1":
        return ((end, start),)
    if oneway in {"yes", "true", "1"} or junction == "roundabout":
        return ((start, end),)
    return ((start, end), (end, start))


def _speed(highway: str, limit: str) -> float:
    usual = float(SPEED_KMH.get(highway, OTHER_KMH))
    number, _, unit = limit.partition(" ")
    if not number.isdecimal() or not int(number):
        return usual
    posted = int(number) * (KMH_PER_MPH if unit == "mph" else 1.0)
    return min(usual, OF_THE_LIMIT * posted)

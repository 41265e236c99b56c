"""Compare the search with brute force on the ellipsoid, and one database with the other.

    python -m tests.bench.search_exact [--questions 5000] [--seed 1] [--out FILE] [--against FILE]

Makes a test database of its own on whichever DATABASE_URL (SQLite by default) with listings round towns, at the poles,
across the antimeridian and many on one point; asks for the nearest 24 from as many places, with radii that pass within
5 cm of a listing. Truth is the geodesic on WGS 84 (Karney's, as geopy has it), computed for every listing that the
straight line puts within 1 % of the radius. The order by straight line and the geodesic may part where two listings
differ by less than `told_apart` (1.2 cm at 100 km, growing with the cube of the distance): the two are counted apart.
`--out` keeps the answers, `--against` compares them with those of the other database.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import secrets
import sys
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402 -- after Django is set up
from django.db import connection  # noqa: E402 -- as above
from django.test.utils import get_runner, setup_test_environment  # noqa: E402 -- as above
from geopy.distance import geodesic  # noqa: E402 -- as above

from listings.models import Listing, ListingState  # noqa: E402 -- as above
from listings.queries.searching import AT_ONCE, Origin, Question, nearest_found  # noqa: E402 -- as above
from listings.search.keyset import Sort  # noqa: E402 -- as above
from marketplace.kernel.cells import LOW_BITS, spot  # noqa: E402 -- as above
from marketplace.kernel.geo import Point, chord_squared_for, earth_xyz, public_point  # noqa: E402 -- as above
from tests import make  # noqa: E402 -- as above

CENTRES: Final = (
    Point(53.8, -1.55), Point(51.5, -0.12), Point(-16.8, 180.0), Point(65.0, -179.9), Point(89.9, 0.0),
    Point(-89.9, 45.0), Point(0.0, 0.0), Point(-36.85, 174.76),
)  # fmt: skip
RADII_KM: Final = (1.0, 5.0, 25.0, 100.0, 250.0, 500.0)
CLOSE_KM: Final = 0.00005  # 5 cm


@dataclass(frozen=True)
class Asked:
    """A question; `on` is the listing whose distance is the radius, give or take 5 cm."""

    point: Point
    radius_km: float


def told_apart(km: float) -> float:
    """By how much (km) two distances have to differ for straight lines to tell them apart for certain."""
    return 2e-7 + 1.2e-5 * (km / 100) ** 3


def wrapped(latitude: float, longitude: float) -> Point:
    """A point however far its numbers ran: over a pole it is on the other side."""
    if abs(latitude) > 90:
        latitude, longitude = math.copysign(180, latitude) - latitude, longitude + 180
    return Point(latitude, (longitude + 180) % 360 - 180)


def somewhere(chosen: random.Random) -> Point:
    """A point some kilometres from one of the centres, as often a metre as a hundred kilometres."""
    centre = chosen.choice(CENTRES)
    away = 10 ** chosen.uniform(-5, 0.3)
    turn = chosen.uniform(0, 2 * math.pi)
    wide = away / max(math.cos(math.radians(centre.latitude)), 0.01)
    return wrapped(centre.latitude + away * math.cos(turn), centre.longitude + wide * math.sin(turn))


def fill(count: int, chosen: random.Random) -> list[Listing]:
    """Public listings: half at exact points, half on the grid of public points, some of those many on one."""
    model = make.listing()
    crowd = public_point(CENTRES[0])
    rows = []
    for number in range(count):
        point = somewhere(chosen)
        if number % 2:
            point = crowd if number % 10 == 1 else public_point(point)
        x, y, z = earth_xyz(point)
        rows.append(
            Listing(
                organisation=model.organisation, site=model.site, category=model.category, kind=model.kind,
                title=f"Listing {number}", quantity=Decimal(1), available=Decimal(1), created_by=model.created_by,
                created_at=make.NOW, published_at=make.NOW, state=ListingState.PUBLISHED,
                public_latitude=point.latitude, public_longitude=point.longitude, x=x, y=y, z=z,
                spot=spot(point, secrets.randbits(LOW_BITS)),
            )
        )  # fmt: skip
    made = Listing.objects.bulk_create(rows, batch_size=200)
    Listing.objects.filter(pk=model.pk).update(state=ListingState.WITHDRAWN, closed_at=make.NOW)
    return made


def questions(count: int, rows: list[Listing], chosen: random.Random) -> list[Asked]:
    """As many questions, a third of them with a listing within 5 cm of the radius."""
    asked = []
    for number in range(count):
        point = somewhere(chosen) if number % 5 else chosen.choice(CENTRES)
        radius_km = chosen.choice(RADII_KM)
        if number % 3 == 0:
            row = chosen.choice(rows)
            km = along_the_ground(point, row)
            if told_apart(km) < CLOSE_KM < km:
                off = chosen.uniform(told_apart(km), CLOSE_KM)
                radius_km = km + (off if chosen.random() < 0.5 else -off)
        asked.append(Asked(point, radius_km))
    return asked


def along_the_ground(point: Point, row: Listing) -> float:
    """The geodesic in kilometres."""
    return _geodesic_km(point, row.public_point)


@lru_cache(maxsize=4096)
def _geodesic_km(here: Point, there: Point) -> float:
    return float(geodesic((here.latitude, here.longitude), (there.latitude, there.longitude)).km)


def ours(asked: Asked) -> list[int]:
    """Ids of the nearest, as the site shows them."""
    question = Question(None, Origin("", asked.point), asked.radius_km, Sort.DISTANCE, None)
    return [pk for pk, _chord in nearest_found([Listing.objects.public()], question, asked.point)[:AT_ONCE]]


def near_enough(asked: Asked, rows: list[Listing]) -> dict[int, float]:
    """The geodesics of all that might be within the radius and among the first."""
    x, y, z = earth_xyz(asked.point)
    most = chord_squared_for(asked.radius_km * 1.01)
    chords = sorted(((row.x - x) ** 2 + (row.y - y) ** 2 + (row.z - z) ** 2, row.pk, row) for row in rows)
    inside = [(chord, row) for chord, _pk, row in chords if chord <= most]
    last = inside[AT_ONCE - 1][0] * 1.02 + 1e-9 if len(inside) >= AT_ONCE else most
    return {row.pk: along_the_ground(asked.point, row) for chord, row in inside if chord <= last}


def is_right(found: list[int], truth: dict[int, float], radius_km: float) -> bool:
    """Whether the answer is the nearest within the radius, in order, as far as distances can be told apart."""
    if not set(found) <= truth.keys():
        return False
    kms = [truth[pk] for pk in found]
    steps = list(zip(found, kms, found[1:], kms[1:], strict=False))
    in_order = all(km <= later + told_apart(km) and (km != later or pk < other) for pk, km, other, later in steps)
    inside = all(km <= radius_km + told_apart(km) for km in kms)
    edge = kms[-1] if len(found) == AT_ONCE else radius_km
    left_out = [km for pk, km in truth.items() if pk not in set(found)]
    return in_order and inside and all(km >= edge - told_apart(km) for km in left_out)


def measure(count: int, seed: int, many: int) -> tuple[dict[str, int], list[list[int]]]:
    """Figures, and every answer as numbers of rows."""
    chosen = random.Random(seed)
    rows = fill(many, chosen)
    number_of = {row.pk: number for number, row in enumerate(rows)}
    figures = {"questions": 0, "right": 0, "in the very order of the geodesic": 0, "listings told": 0}
    answers = []
    for asked in questions(count, rows, chosen):
        found, truth = ours(asked), near_enough(asked, rows)
        very = sorted((km, pk) for pk, km in truth.items() if km <= asked.radius_km)[:AT_ONCE]
        figures["questions"] += 1
        figures["right"] += is_right(found, truth, asked.radius_km)
        figures["in the very order of the geodesic"] += found == [pk for _km, pk in very]
        figures["listings told"] += len(found)
        answers.append([number_of[pk] for pk in found])
    return figures, answers


def say(line: str) -> None:
    """A line of the figures."""
    sys.stdout.write(line + "\n")


def compared(answers: list[list[int]], kept: dict[str, Any]) -> int:  # Any: as JSON has it
    """Say how many answers are those of the other database; how many are not."""
    same: int = sum(one == other for one, other in zip(answers, kept["answers"], strict=True))
    say(f"{same:,} of {len(answers):,} answers are those of {kept['database']}, order and all")
    return len(answers) - same


def main() -> int:
    """Exit status 1 where an answer is wrong, or not that of the other database."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--questions", type=int, default=5_000)
    parser.add_argument("--listings", type=int, default=1_500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--against", type=Path)
    options = parser.parse_args()
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    before = runner.setup_databases()
    try:
        figures, answers = measure(options.questions, options.seed, options.listings)
        say(f"{connection.vendor}: " + ", ".join(f"{number:,} {name}" for name, number in figures.items()))
    finally:
        runner.teardown_databases(before)
    wrong = figures["questions"] - figures["right"]
    if options.out:
        options.out.write_text(json.dumps({"database": connection.vendor, "answers": answers}))
    if options.against:
        wrong += compared(answers, json.loads(options.against.read_text()))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

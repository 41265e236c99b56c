"""Measure the search on synthetic listings, beside what the usual tutorial does, and compare both with brute force.

    python -m tests.bench.search_speed [--listings 50000] [--questions 60] [--seed 1]

Makes a test database of its own on whichever DATABASE_URL (SQLite by default), clusters the listings round the towns
of Great Britain by population, and asks every question from as many places. The tutorial's way is a haversine formula
over every row. Ours and theirs take turns, so that other work on the machine slows both.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import secrets
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402 -- after Django is set up
from django.db import connection  # noqa: E402 -- as above
from django.db.models import F, FloatField, Value  # noqa: E402 -- as above
from django.db.models.functions import ACos, Cos, Least, Radians, Sin  # noqa: E402 -- as above
from django.test.utils import get_runner, setup_test_environment  # noqa: E402 -- as above

from listings.models import Category, Listing, ListingState  # noqa: E402 -- as above
from listings.models.indexing import rebuild  # noqa: E402 -- as above
from listings.models.listings import ListingQuerySet  # noqa: E402 -- as above
from listings.queries.searching import AT_ONCE, Origin, Question, find_listings, nearest_found  # noqa: E402 -- as above
from listings.queries.tallying import tally  # noqa: E402 -- as above
from listings.search.keyset import Sort  # noqa: E402 -- as above
from listings.search.words import read_words, searchable  # noqa: E402 -- as above
from listings.taxonomy import search_words  # noqa: E402 -- as above
from marketplace.kernel.cells import LOW_BITS, spot  # noqa: E402 -- as above
from marketplace.kernel.geo import Point, chord_squared_for, earth_xyz, public_point  # noqa: E402 -- as above
from marketplace.organisations.places.lookup import suggest  # noqa: E402 -- as above
from tests import make  # noqa: E402 -- as above

COMMON, RARE = "oak", "harmonium"
LIVE_SHARE: Final = 0.7
BATCH: Final = 2_000
NOW = datetime(2026, 9, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """What brute force knows of a public listing."""

    pk: int
    xyz: tuple[float, float, float]
    category: int
    words: frozenset[str]


@dataclass(frozen=True)
class Case:
    """A question: how far, which category, which words."""

    name: str
    radius_km: float
    category: bool = False
    words: str = ""


CASES: Final = (
    Case("nearest 24 in 25 km", 25),
    Case("nearest 24 in 100 km", 100),
    Case("nearest 24 in 500 km", 500),
    Case("+ category, 25 km", 25, category=True),
    Case("+ category, 100 km", 100, category=True),
    Case("+ common word, 25 km", 25, words=COMMON),
    Case("+ two words, 25 km", 25, words=f"{COMMON} large"),
    Case("+ rare word, 100 km", 100, words=RARE),
)


def towns() -> tuple[list[Point], list[float]]:
    """Places to cluster round, and how much of the whole lies round each."""
    found = {place.label: place for letter in "abcdefghijklmnoprstwy" for place in suggest(letter, limit=60)}
    british = [p for p in found.values() if 49.8 < p.point.latitude < 58.8 and -6.5 < p.point.longitude < 1.9]
    return [place.point for place in british], [float(place.accuracy_m) ** 2 for place in british]


def scattered(chosen: random.Random, places: list[Point], weights: list[float]) -> Point:
    """A public point some kilometres from a town."""
    town = chosen.choices(places, weights)[0]
    away = chosen.expovariate(1 / 6) / 111
    turn = chosen.uniform(0, 2 * math.pi)
    return public_point(Point(town.latitude + away * math.cos(turn), town.longitude + 1.7 * away * math.sin(turn)))


def fill(count: int, chosen: random.Random, places: list[Point], weights: list[float]) -> list[Row]:
    """Write so many listings; the public ones as brute force sees them."""
    model = make.listing()
    leaves = list(Category.objects.leaves().order_by("pk"))
    popular = [1 / (place + 1) for place in range(len(leaves))]
    rows: list[Listing] = []
    for number in range(count):
        leaf = chosen.choices(leaves, popular)[0]
        point = scattered(chosen, places, weights)
        x, y, z = earth_xyz(point)
        extra = COMMON if chosen.random() < 0.08 else RARE if chosen.random() < 0.0005 else "grey"
        size = "large" if chosen.random() < 0.2 else "small"
        title = f"{size} {extra} {leaf.name} {number}"
        live = chosen.random() < LIVE_SHARE
        moment = NOW - timedelta(minutes=chosen.randrange(500_000))
        rows.append(
            Listing(
                organisation=model.organisation, site=model.site, category=leaf, kind=leaf.kind, title=title,
                quantity=Decimal(5), available=Decimal(5), created_by=model.created_by, created_at=moment,
                published_at=moment, state=ListingState.PUBLISHED if live else ListingState.WITHDRAWN,
                public_latitude=point.latitude, public_longitude=point.longitude, x=x, y=y, z=z,
                spot=spot(point, secrets.randbits(LOW_BITS)),
                search_text=searchable(title, leaf.name, leaf.path, *search_words(leaf.slug)),
            )
        )  # fmt: skip
    made = Listing.objects.bulk_create(rows, batch_size=BATCH)
    rebuild(Listing.objects.order_by("pk"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    Listing.objects.filter(pk=model.pk).update(state=ListingState.WITHDRAWN)
    return [
        Row(row.pk, (row.x, row.y, row.z), row.category_id, frozenset(row.search_text.split()))
        for row in made
        if row.state == ListingState.PUBLISHED
    ]


def ours(case: Case, rows: ListingQuerySet, point: Point) -> list[int]:
    """Which listings the site shows."""
    words = read_words(case.words + " ") if case.words else None
    question = Question(words, Origin("", point), case.radius_km, Sort.DISTANCE, None)
    return [pk for pk, _chord in nearest_found([rows], question, point)[:AT_ONCE]]


def tutorial(case: Case, rows: ListingQuerySet, point: Point) -> list[int]:
    """A great circle over every row, ordered and cut off, and words by `icontains`."""
    cosine = Cos(Radians(Value(point.latitude))) * Cos(Radians(F("public_latitude"))) * Cos(
        Radians(F("public_longitude")) - Radians(Value(point.longitude))
    ) + Sin(Radians(Value(point.latitude))) * Sin(Radians(F("public_latitude")))
    away = 6371.0088 * ACos(Least(cosine, Value(1.0)), output_field=FloatField())
    for word in case.words.split():
        rows = rows.filter(search_text__icontains=word)
    near = rows.annotate(away=away).filter(away__lte=case.radius_km).order_by("away", "pk")
    return list(near.values_list("pk", flat=True)[:AT_ONCE])


def by_brute_force(case: Case, rows: Sequence[Row], category: int, point: Point) -> list[int]:
    """Every public row measured."""
    px, py, pz = earth_xyz(point)
    most = chord_squared_for(case.radius_km)
    words = set(case.words.split())
    found = []
    for row in rows:
        if (case.category and row.category != category) or not words <= row.words:
            continue
        dx, dy, dz = row.xyz[0] - px, row.xyz[1] - py, row.xyz[2] - pz
        chord = dx * dx + dy * dy + dz * dz
        if chord <= most:
            found.append((chord, row.pk))
    return [pk for _chord, pk in sorted(found)[:AT_ONCE]]


def say(line: str) -> None:
    """A line of the table."""
    sys.stdout.write(line + "\n")


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def spread(times: list[float]) -> str:
    """Median and 95th percentile."""
    return f"{statistics.median(times):8.2f} ({sorted(times)[int(len(times) * 0.95) - 1]:.1f})"


def measure(rows: list[Row], questions: int, chosen: random.Random, points: list[Point]) -> int:
    """Print the table; the number of questions that were answered otherwise than by brute force."""
    wrong = 0
    leaves = list(Category.objects.leaves().order_by("pk")[:12])
    say(f"{'question':<24} {'ours p50 (p95) ms':>20} {'haversine p50 (p95) ms':>24} {'ratio':>8} {'exact':>8}")
    for case in CASES:
        own: list[float] = []
        theirs: list[float] = []
        same = 0
        for number in range(questions):
            point, leaf = points[number], chosen.choice(leaves)
            public = Listing.objects.public()
            base = public.filter(category__in=[leaf.pk]) if case.category else public
            turns = [(own, ours), (theirs, tutorial)]
            chosen.shuffle(turns)
            for times, way in turns:
                times.append(timed(partial(way, case, base, point)))
            same += ours(case, base, point) == by_brute_force(case, rows, leaf.pk, point)
        wrong += questions - same
        ratio = statistics.median(theirs) / statistics.median(own)
        say(f"{case.name:<24} {spread(own):>20} {spread(theirs):>24} {ratio:>7.0f}x {same:>4}/{questions}")
    whole = [Question(None, Origin("", point), 25, Sort.DISTANCE, None) for point in points[:questions]]
    times = [timed(partial(find_listings, [Listing.objects.public()], one)) for one in whole]
    say(f"{'... loaded as cards':<24} {spread(times):>20}")
    for radius_km in (25, 100):
        asked = [Question(None, Origin("", point), radius_km, Sort.DISTANCE, None) for point in points[:questions]]
        times = [timed(partial(tally, [Listing.objects.public()], one)) for one in asked]
        say(f"{f'facets, {radius_km} km':<24} {spread(times):>20}")
    return wrong


def main() -> int:
    """Exit status 1 where an answer differed from brute force."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--listings", type=int, default=50_000)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chosen = random.Random(options.seed)
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    before = runner.setup_databases()
    try:
        places, weights = towns()
        start = time.perf_counter()
        rows = fill(options.listings, chosen, places, weights)
        say(f"{connection.vendor}: {options.listings:,} listings, {len(rows):,} of them public, "
              f"written in {time.perf_counter() - start:.0f} s; which {AT_ONCE} are shown")  # fmt: skip
        points = [scattered(chosen, places, weights) for _ in range(options.questions)]
        wrong = measure(rows, options.questions, chosen, points)
    finally:
        runner.teardown_databases(before)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""Write the synthetic listings and wants through the product's own tables, in bulk.

Columns are read off the models: what is not named here gets the model's default, so a new column needs nothing. SQLite
is filled by many-row inserts, PostgreSQL by COPY out of the rows that SQLite has. What is searched in comes after the
rows: see `indexing`.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction

from listings.models import Category, Listing, ListingState, Want
from listings.models.anchors import Anchor
from listings.search.words import searchable
from listings.taxonomy import search_words
from marketplace.kernel.cells import LOW_BITS, spot
from marketplace.kernel.geo import earth_xyz
from marketplace.organisations.models import Organisation, OrganisationKind, Site, User
from tests.bench.search import country, indexing
from tests.bench.search.telling import say
from tests.bench.search.truth import Truth

BATCH: Final = 20_000
NAME: Final = "goodsyard.sqlite3"
_COPIED: Final[tuple[type[models.Model], ...]] = (User, Organisation, Site, Listing, Want, Anchor)
Values = dict[str, Any]  # Any: a column's value, of whichever type


@dataclass(frozen=True)
class Amounts:
    """How much is made."""

    listings: int
    wants: int
    seed: int

    @property
    def sites(self) -> int:
        """So many listings stand on one site."""
        return max(self.listings // country.LISTINGS_A_SITE, 1)


def write(model: type[models.Model], rows: Iterable[Values]) -> int:
    """Insert rows given by the names of their columns' attributes; everything else has the model's default."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    usual = {field.attname: field.get_default() for field in fields}
    prepared: dict[str, Any] = {  # Any: as above
        field.attname: field.get_db_prep_save(usual[field.attname], connection) for field in fields
    }
    plain = {
        field.attname
        for field in fields
        if not isinstance(field, (models.DateField, models.DecimalField, models.JSONField))
    }
    by_name = {field.attname: field for field in fields}

    def line(row: Values) -> tuple[Any, ...]:  # Any: as above
        told = {
            name: value if name in plain else by_name[name].get_db_prep_save(value, connection)
            for name, value in row.items()
        }
        return tuple((prepared | told).values())

    columns = [connection.ops.quote_name(field.column or field.name) for field in fields]
    table = connection.ops.quote_name(model._meta.db_table)
    lines = map(line, rows)
    written = _copy(table, columns, lines) if connection.vendor == "postgresql" else _insert(table, columns, lines)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
    return written


def _copy(table: str, columns: Sequence[str], lines: Iterable[tuple[Any, ...]]) -> int:  # Any: as above
    written = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for each in lines:
            copy.write_row(each)
            written += 1
    return written


def _insert(table: str, columns: Sequence[str], lines: Iterator[tuple[Any, ...]]) -> int:  # Any: as above
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608 -- names of ours
    written = 0
    with transaction.atomic(), connection.cursor() as cursor:
        while batch := list(islice(lines, BATCH)):
            cursor.executemany(statement, batch)
            written += len(batch)
    return written


def fill(amounts: Amounts, folder: Path) -> None:
    """Make the tables and fill them; note in the folder what brute force needs to know."""
    started = time.perf_counter()
    call_command("migrate", verbosity=0, interactive=False)
    leaves = list(Category.objects.leaves().order_by("path", "pk"))
    places = country.sites(amounts.sites, amounts.seed)
    owner = User.objects.create_user("bench@example.org", "not to be signed in with", name="Bench")
    indexing.take_away()
    write(Organisation, _organisations(places))
    write(Site, _sites(places))
    truth = Truth.empty(amounts.listings)
    write(Listing, _listings(amounts, leaves, places, owner.pk, truth))
    by_path = dict(Category.objects.order_by("pk").values_list("path", "pk"))  # read before COPY begins
    write(Want, _wants(amounts, leaves, places, owner.pk, by_path))
    truth.save(folder)
    say(
        f"{connection.vendor}: {amounts.listings:,} listings on {len(places):,} sites and {amounts.wants:,} wants "
        f"written in {time.perf_counter() - started:.0f} s"
    )
    indexing.put_back()


def follow(folder: Path) -> None:
    """Fill PostgreSQL with the rows of the SQLite database in the folder, ids and all."""
    started = time.perf_counter()
    call_command("migrate", verbosity=0, interactive=False)
    indexing.take_away()
    with connection.cursor() as cursor, closing(sqlite3.connect(f"file:{folder / NAME}?mode=ro", uri=True)) as kept:
        cursor.execute("SET session_replication_role = replica")  # what SQLite has checked is not checked again
        for model in _COPIED:
            names = [field.column or field.name for field in model._meta.concrete_fields if not field.generated]
            columns = [connection.ops.quote_name(name) for name in names]
            table = connection.ops.quote_name(model._meta.db_table)
            rows = kept.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")  # noqa: S608 -- names of ours
            _copy(table, columns, rows)
        cursor.execute("SET session_replication_role = origin")
        for statement in connection.ops.sequence_reset_sql(no_style(), list(_COPIED)):
            cursor.execute(statement)
    say(f"postgresql: the same rows written in {time.perf_counter() - started:.0f} s")
    indexing.put_back(has_keys=True)


def _organisations(places: list[country.MadeSite]) -> Iterator[Values]:
    kinds = list(OrganisationKind)
    for number in range(places[-1].organisation + 1):
        yield {
            "id": number + 1,
            "slug": f"organisation-{number}",
            "name": f"{country.RARE[number % len(country.RARE)].title()} {number}",
            "kind": kinds[number % len(kinds)],
            "created_at": country.NOW,
        }


def _sites(places: list[country.MadeSite]) -> Iterator[Values]:
    for number, place in enumerate(places):
        yield {
            "id": number + 1,
            "organisation_id": place.organisation + 1,
            "name": f"Site {number}",
            "town": place.town[:80],
            "postcode": f"{place.town[:2].upper()}{number % 30} {number % 9}AA",
            "latitude": place.point.latitude,
            "longitude": place.point.longitude,
            "public_latitude": place.public.latitude,
            "public_longitude": place.public.longitude,
            "place_source": "pin",
        }


def _place(place: country.MadeSite, number: int, low_bits: random.Random) -> Values:
    """Where a listing or a want is found, as the actions reckon it."""
    x, y, z = earth_xyz(place.public)
    return {
        "site_id": number + 1,
        "organisation_id": place.organisation + 1,
        "public_latitude": place.public.latitude,
        "public_longitude": place.public.longitude,
        "x": x,
        "y": y,
        "z": z,
        "spot": spot(place.public, low_bits.randrange(1 << LOW_BITS)),
    }


def _listings(
    amounts: Amounts, leaves: list[Category], places: list[country.MadeSite], owner: int, truth: Truth
) -> Iterator[Values]:
    low_bits = random.Random(f"spots {amounts.seed}")
    also = [searchable(leaf.name, leaf.path, *search_words(leaf.slug)) for leaf in leaves]
    taken: set[int] = set()
    names = [leaf.name for leaf in leaves]
    for number, made in enumerate(country.listings(amounts.listings, names, len(places), amounts.seed)):
        place = _place(places[made.site], made.site, low_bits)
        while place["spot"] in taken:
            place["spot"] += 1
        taken.add(place["spot"])
        leaf, text = leaves[made.leaf], f"{searchable(made.title, made.description)} {also[made.leaf]}"
        truth.note(number, (place["x"], place["y"], place["z"]), leaf.pk, text, live=made.live)
        yield {
            "id": number + 1,
            **place,
            "category_id": leaf.pk,
            "kind": leaf.kind,
            "state": ListingState.PUBLISHED if made.live else ListingState.WITHDRAWN,
            "title": made.title,
            "description": made.description,
            "quantity": made.quantity,
            "available": made.quantity,
            "unit": leaf.default_unit,
            "must_be_gone_by": made.must_be_gone_by,
            "created_by_id": owner,
            "created_at": made.published_at,
            "published_at": made.published_at,
            "search_text": text,
        }


def _wants(
    amounts: Amounts, leaves: list[Category], places: list[country.MadeSite], owner: int, by_path: dict[str, int]
) -> Iterator[Values]:
    low_bits = random.Random(f"want spots {amounts.seed}")
    taken: set[int] = set()
    names = [leaf.name for leaf in leaves]
    for number, made in enumerate(country.wants(amounts.wants, names, len(places), amounts.seed)):
        place = _place(places[made.site], made.site, low_bits)
        while place["spot"] in taken:
            place["spot"] += 1
        taken.add(place["spot"])
        chosen = leaves[made.leaf].path.split("/")[: made.depth] if made.leaf is not None else []
        yield {
            "id": number + 1,
            **place,
            "kind": leaves[made.kind_leaf].kind,
            "category_id": by_path["/".join(chosen)] if chosen else None,
            "title": made.title,
            "quantity": made.quantity or Decimal(1),
            "unit": leaves[made.kind_leaf].default_unit,
            "radius_km": made.radius_km,
            "needed_by": made.needed_by,
            "created_by_id": owner,
            "created_at": country.NOW,
        }

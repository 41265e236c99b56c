"""The keys of open wants: a listing looks its own up and so finds every want that it could meet."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from listings.matching.anchors import keys_of
from listings.matching.sides import Ask
from listings.models.wants import Want, WantState
from listings.substitutes import also_paths

#: Wants whose keys are read or written at once.
AT_ONCE: Final = 1_000
#: Keys that are put in order and written at once: some 50 MB.
ROWS_AT_ONCE: Final = 300_000
_TABLE: Final = "listings_anchor"


class Anchor(models.Model):
    """A key by which a listing may find an open want: an anchor of `listings.matching.anchors` within a cell.

    Kept by whatever posts, changes or closes a want; `manage.py search check` compares, `search rebuild` mends.
    """

    key = models.BigIntegerField()
    want = models.ForeignKey(Want, on_delete=models.CASCADE, related_name="anchors")

    class Meta:
        verbose_name = _("key of a want")
        verbose_name_plural = _("keys of wants")
        constraints = (
            models.UniqueConstraint(
                fields=["key", "want"],
                name="want_keeps_a_key_once",
                violation_error_message=_("This want keeps that key already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}"


class Limits(NamedTuple):
    """What of a listing the database holds against the columns of wants.

    `organisation` is whose it is: one's own wants are left out. Who needs a want's thing after `on_or_after` is in
    time. `most` is the largest want that what is left (counted in `unit`) is worth fetching for.
    """

    organisation: int
    on_or_after: date
    unit: str
    most: Decimal
    at: tuple[float, float, float]


class Keyed(NamedTuple):
    """An open want that keeps one of the keys and is within the limits. `chord` is the squared straight line in km²
    from where it is measured; `substitutes` is the text of its JSON."""

    pk: int
    kind: str
    title: str
    category_path: str
    radius_km: int
    substitutes: str
    chord: float


class KeyedWhole(NamedTuple):
    """As `Keyed`, with what a score takes besides; `needed_by`, `hours` (JSON) and numbers are as the database gives
    them."""

    pk: int
    kind: str
    title: str
    category_path: str
    radius_km: int
    substitutes: str
    chord: float
    needed_by: date | str | None
    quantity: Decimal | float
    unit: str
    can_collect: bool
    latitude: float
    longitude: float
    hours: str


_CHORD: Final = "(w.x - %s) * (w.x - %s) + (w.y - %s) * (w.y - %s) + (w.z - %s) * (w.z - %s)"
_FIRST: Final = "w.id, w.kind, w.title, coalesce(c.path, ''), w.radius_km, w.substitutes"
_ALSO: Final = "w.needed_by, w.quantity, w.unit, w.can_collect, w.public_latitude, w.public_longitude, s.dock_hours"
_SITES: Final = "JOIN organisations_site s ON s.id = w.site_id"


def wants_keyed(keys: Iterable[int], limits: Limits, *, among: QuerySet[Any] | None = None) -> list[Keyed]:
    """Open wants that keep one of these keys and are within the limits, by id. `among`: the organisations that count,
    as a query of their ids."""
    return [Keyed(*row) for row in _rows(f"{_FIRST}, {{chord}}", "", keys, limits, among)]


def wants_keyed_whole(keys: Iterable[int], limits: Limits, *, among: QuerySet[Any] | None = None) -> list[KeyedWhole]:
    """As `wants_keyed`, with all that a score takes."""
    return [KeyedWhole(*row) for row in _rows(f"{_FIRST}, {{chord}}, {_ALSO}", _SITES, keys, limits, among)]


def _rows(
    columns: str, joined: str, keys: Iterable[int], limits: Limits, among: QuerySet[Any] | None
) -> list[tuple[Any, ...]]:  # Any: columns of several types
    """One statement, written out: building and compiling it anew would take as long as answering it.

    The keys are looked up first, each in the index; the wants they name are then read by id. PostgreSQL is told so
    by an array, for it knows nothing of how many wants keep a key and would read them all.
    """
    held = sorted(keys)
    if connection.vendor == "postgresql":
        chosen, marks = f"w.id = ANY(ARRAY(SELECT want_id FROM {_TABLE} WHERE key = ANY(%s)))", [held]  # noqa: S608 -- the name is ours
    else:
        listed = ",".join(map(str, held))  # numbers of ours: a mark for each costs more than to look it up
        chosen, marks = f"w.id IN (SELECT want_id FROM {_TABLE} WHERE key IN ({listed}))", []  # noqa: S608 -- as told
    whose, theirs = "", ()
    if among is not None:
        inner, theirs = among.query.sql_with_params()
        whose = f"AND w.organisation_id IN ({inner})"
    here = [axis for axis in limits.at for _twice in range(2)]
    statement = f"""
        SELECT {columns.format(chord=_CHORD)}
        FROM listings_want w LEFT JOIN listings_category c ON c.id = w.category_id {joined}
        WHERE {chosen} AND w.state = 'open' AND (w.needed_by IS NULL OR w.needed_by >= %s)
            AND (w.unit <> %s OR w.quantity <= %s) AND w.organisation_id <> %s
            AND {_CHORD} <= CAST(w.radius_km AS double precision) * w.radius_km {whose}
        ORDER BY w.id"""  # noqa: S608 -- names and numbers of ours
    most = connection.ops.adapt_decimalfield_value(limits.most, max_digits=16, decimal_places=3)
    day = connection.ops.adapt_datefield_value(limits.on_or_after)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*here, *marks, day, limits.unit, most, limits.organisation, *here, *theirs])
        return list(cursor.fetchall())


def ask_of(want: Want) -> Ask:
    """What of a want decides whether something can be it; its category has to be loaded."""
    return Ask(
        kind=want.kind,
        title=want.title,
        category_path=want.category.path if want.category else "",
        radius_km=want.radius_km,
        needed_by=want.needed_by,
        point=want.public_point,
        quantity=want.quantity,
        unit=want.unit,
        also_paths=also_paths(want.substitutes, want.kind),
    )


def keep_anchors(want: Want) -> None:
    """Keep the keys of an open want as it is now, and no others. Inside the transaction that writes the want."""
    kept = set(Anchor.objects.filter(want=want).values_list("key", flat=True))
    wanted = keys_of(ask_of(want))
    if kept - wanted:
        Anchor.objects.filter(want=want, key__in=kept - wanted).delete()
    Anchor.objects.bulk_create([Anchor(key=key, want=want) for key in sorted(wanted - kept)])


def drop_anchors(wants: Iterable[int]) -> None:
    """Keep no keys of wants that were closed."""
    Anchor.objects.filter(want__in=list(wants)).delete()


def anchor_drift() -> tuple[int, int]:
    """How many open wants lack a key that they should keep, and how many keys belong to no open want or are wrong."""
    lacking = 0
    wrong = Anchor.objects.exclude(want__state=WantState.OPEN).count()
    for wants in _open_wants():
        kept: dict[int, set[int]] = {want.pk: set() for want in wants}
        for pk, key in Anchor.objects.filter(want__in=list(kept)).values_list("want", "key"):
            kept[pk].add(key)
        for want in wants:
            wanted = keys_of(ask_of(want))
            lacking += bool(wanted - kept[want.pk])
            wrong += len(kept[want.pk] - wanted)
    return lacking, wrong


def rebuild_anchors() -> None:
    """Make the keys anew from the wants. Who posts or changes a want meanwhile waits; who looks keys up does not."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {_TABLE} IN SHARE ROW EXCLUSIVE MODE")
        Anchor.objects.all().delete()
        rows: list[tuple[int, int]] = []
        for wants in _open_wants():
            rows += [(key, want.pk) for want in wants for key in keys_of(ask_of(want))]
            if len(rows) >= ROWS_AT_ONCE:
                _write(rows)
                rows.clear()
        _write(rows)


def _write(rows: list[tuple[int, int]]) -> None:
    """Keys and wants in the order of the index, so that it grows page by page; not one object is made of them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {_TABLE} (key, want_id) FROM STDIN") as copy:
                for row in sorted(rows):
                    copy.write_row(row)
            return
        cursor.executemany(f"INSERT INTO {_TABLE} (key, want_id) VALUES (%s, %s)", sorted(rows))  # noqa: S608 -- the name is ours


def _open_wants() -> Iterator[list[Want]]:
    """Every open want, some at a time, with its category: neighbours together, whose circles are alike."""
    rows = Want.objects.filter(state=WantState.OPEN).select_related("category").order_by("spot")
    after = -1
    while wants := list(rows.filter(spot__gt=after)[:AT_ONCE]):
        yield wants
        after = wants[-1].spot

"""The keys of open wants: a listing looks its own up and so finds every want that it could meet."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import F, Func
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

from listings.matching.anchors import keys_of
from listings.matching.sides import Ask
from listings.models.wants import Want, WantState
from listings.substitutes import also_paths

#: Wants whose keys are read or written at once.
AT_ONCE: Final = 1_000
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


class KeepsAny(Func):
    """Whether a want keeps one of these keys: as few parameters and as little to compile as can be."""

    output_field = models.BooleanField()

    def __init__(self, keys: Iterable[int]) -> None:
        super().__init__(F("pk"))
        self.keys = sorted(keys)

    def as_sql(  # type: ignore[override]  # Django's own takes a template, which cannot hold a list
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, tuple[Any, ...]]:  # Any: a key, or on PostgreSQL all of them in one array
        want, _ = compiler.compile(self.get_source_expressions()[0])
        if connection.vendor == "postgresql":
            return f"{want} IN (SELECT want_id FROM {_TABLE} WHERE key = ANY(%s))", (self.keys,)  # noqa: S608 -- the name is ours
        marks = ",".join(["%s"] * len(self.keys))
        return f"{want} IN (SELECT want_id FROM {_TABLE} WHERE key IN ({marks}))", tuple(self.keys)  # noqa: S608 -- as above


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
    """Make the keys anew from the wants."""
    with transaction.atomic():
        Anchor.objects.all().delete()
        for wants in _open_wants():
            Anchor.objects.bulk_create(
                [Anchor(key=key, want=want) for want in wants for key in sorted(keys_of(ask_of(want)))],
                batch_size=5 * AT_ONCE,
            )


def _open_wants() -> Iterator[list[Want]]:
    """Every open want, some at a time, with its category."""
    rows = Want.objects.filter(state=WantState.OPEN).select_related("category").order_by("pk")
    after = 0
    while wants := list(rows.filter(pk__gt=after)[:AT_ONCE]):
        yield wants
        after = wants[-1].pk

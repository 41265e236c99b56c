"""Factors out of the database, for the calculation and for naming them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from marketplace.impact.factors.kinds import Factor as PureFactor
from marketplace.impact.factors.kinds import Kind, Unit
from marketplace.impact.factors.rows import StoredFactors
from marketplace.impact.models import Factor, FactorSet
from marketplace.kernel.errors import DomainError, gettext_noop


class NoFactorSet(DomainError):
    code = "no_factor_set"
    message = gettext_noop("No complete set of emission factors is loaded.")


def factor_set_for(day: date) -> FactorSet:
    """The set of the year of a receipt; while that is not complete, the latest complete one before it, else the
    earliest after it.

    :raises NoFactorSet: none is loaded
    """
    sets = list(FactorSet.objects.complete().newest_first())
    if not sets:
        raise NoFactorSet
    return next((one for one in sets if one.year <= day.year), sets[-1])


def stored_factors(*factor_sets: FactorSet, only: Iterable[str] | None = None) -> StoredFactors:
    """The factors of the sets by id; where several hold one, the set named first answers.

    :param only: these ids, for naming what a statement used
    """
    rows = Factor.objects.filter(factor_set__in=factor_sets).select_related("factor_set").order_by("pk")
    if only is not None:
        rows = rows.filter(factor_id__in=sorted(only))
    order = {one.pk: place for place, one in enumerate(factor_sets)}
    found: dict[str, PureFactor] = {}
    for row in sorted(rows, key=lambda row: -order[row.factor_set_id]):
        found[row.factor_id] = _pure(row)
    return StoredFactors(found)


def _pure(row: Factor) -> PureFactor:
    return PureFactor(
        factor_id=row.factor_id,
        kind=Kind(row.kind),
        unit=Unit(row.unit),
        kgco2e_per_unit=row.kgco2e.normalize() if row.kgco2e else Decimal(0),
        label=row.label,
        group=row.group,
        route=row.route,
        gwp_basis=row.gwp_basis,
        source=row.factor_set.source,
        upstream_sha256=row.factor_set.source_sha256,
        licence=row.factor_set.licence,
        evidence=row.evidence,
        note=row.note,
    )

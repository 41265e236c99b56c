"""Loading what ships: factor sets, and the set of parameters."""

from datetime import datetime

from django.db import IntegrityError, transaction

from marketplace.impact.assumptions import Assumption, digest_of, parameters_from, shipped_assumptions
from marketplace.impact.factors.kinds import FactorSetData
from marketplace.impact.factors.reading import factor_set_names, read_factor_set
from marketplace.impact.factors.rows import digest_of as digest_of_factors
from marketplace.impact.factors.rows import factor_row, factor_set_row
from marketplace.impact.models import Factor, FactorSet, ParameterSet, ParameterSetState, ParameterValue
from marketplace.impact.parameters import VERSION
from marketplace.organisations.models import User


def load_factor_sets(*, now: datetime) -> int:
    """Load every set that ships and is not there yet; returns how many were. Running it again changes nothing.

    :raises FactorFileChanged: a file is not the one that was published with its set
    """
    known = set(FactorSet.objects.order_by("name").values_list("name", flat=True))
    return sum(_load(name, now) for name in factor_set_names() if name not in known)


def _load(name: str, now: datetime) -> bool:
    try:
        keep_factor_set(read=read_factor_set(name), by=None, now=now)
    except IntegrityError:
        if not FactorSet.objects.filter(name=name).exists():
            raise
        return False  # another process loaded it at the same moment
    return True


def keep_factor_set(*, read: FactorSetData, by: User | None, now: datetime) -> FactorSet:
    """Keep a set that was read, with the rows that were set aside and a digest over its factors.

    :raises IntegrityError: one of its name, or of its scheme and version, is there
    """
    told = ((one.factor_id, one.kind.value, one.unit.value, one.kgco2e_per_unit) for one in read.factors.values())
    with transaction.atomic():
        made = FactorSet.objects.create(
            **factor_set_row(read),
            loaded_by=by,
            loaded_at=now,
            rows_sha256=digest_of_factors(told),
            set_aside=[{"factor_id": one.factor_id, "reason": one.reason} for one in read.rejected],
        )
        Factor.objects.bulk_create(Factor(factor_set=made, **factor_row(factor)) for factor in read.factors.values())
    return made


def load_parameters(*, now: datetime) -> bool:
    """Load the set of parameters that ships, if it is not there yet, and whether it was. Where no other set is in use
    it is the one in use."""
    if ParameterSet.objects.filter(version=VERSION).exists():
        return False
    rows = shipped_assumptions()
    try:
        keep_parameter_set(version=VERSION, rows=rows, state=ParameterSetState.ADOPTED, by=None, now=now)
    except IntegrityError:
        if not ParameterSet.objects.filter(version=VERSION).exists():
            raise
        return False  # another process loaded it at the same moment
    return True


def keep_parameter_set(
    *, version: str, rows: tuple[Assumption, ...], state: ParameterSetState, by: User | None, now: datetime
) -> ParameterSet:
    """Keep a set of parameters whose rows can be counted with.

    :raises BadAssumption | BadDisplacement: they cannot
    :raises IntegrityError: there is a set of this version
    """
    parameters_from(version, rows)
    with transaction.atomic():
        made = ParameterSet.objects.create(
            version=version,
            state=state,
            rows_sha256=digest_of(rows),
            made_by=by,
            made_at=now,
            decided_by=by,
            decided_at=None if state == ParameterSetState.PROPOSED else now,
        )
        ParameterValue.objects.bulk_create(
            ParameterValue(
                parameter_set=made,
                name=row.name.value,
                key=row.key,
                value=row.value,
                factor_id=row.factor_id,
                source=row.source,
                evidence=row.evidence,
            )
            for row in rows
        )
    return made

"""Loading the factor sets that ship."""

from datetime import datetime

from django.db import IntegrityError, transaction

from marketplace.impact.factors.reading import factor_set_names, read_factor_set
from marketplace.impact.factors.rows import factor_row, factor_set_row
from marketplace.impact.models import Factor, FactorSet


def load_factor_sets(*, now: datetime) -> int:
    """Load every set that ships and is not there yet; returns how many were. Running it again changes nothing.

    :raises FactorFileChanged: a file is not the one that was published with its set
    """
    known = set(FactorSet.objects.order_by("name").values_list("name", flat=True))
    return sum(_load(name, now) for name in factor_set_names() if name not in known)


def _load(name: str, now: datetime) -> bool:
    read = read_factor_set(name)
    try:
        with transaction.atomic():
            made = FactorSet.objects.create(**factor_set_row(read), loaded_at=now)
            Factor.objects.bulk_create(
                Factor(factor_set=made, **factor_row(factor)) for factor in read.factors.values()
            )
    except IntegrityError:
        if not FactorSet.objects.filter(name=name).exists():
            raise
        return False  # another process loaded it at the same moment
    return True

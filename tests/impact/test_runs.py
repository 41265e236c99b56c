"""Runs: what they take in, that their lines add up to their figures, and what stands in which period."""

from decimal import Decimal

import pytest

from marketplace.impact.figures import figures_of, plain
from marketplace.impact.models import RunLine, RunState
from tests import make
from tests.impact.reporting import counted, drafted, figures, office

pytestmark = pytest.mark.django_db


def test_run_adds_its_lines_up_over_every_partition() -> None:
    first = make.receipt(kept=3, kept_kg="72", rejected=1, rejected_kg="24", fate="recycled")
    giver = first.collection.claim.listing.organisation
    make.receipt(make.listing(giver, slug="laptops"), kept=2, kept_kg="3.3", basis="item_default")
    make.receipt(make.listing(giver, slug="office-chairs"), kept=4, kept_kg="60", basis="declared")
    counted(first)
    report = drafted(office(giver))
    assert report.run.state == RunState.DONE, report.run.failure
    found = figures(report)
    lines = list(RunLine.objects.filter(run=report.run))
    assert found.total.lines == len(lines) == 4
    assert found.total.mass_kg == sum((one.mass_kg for one in lines), Decimal(0)) == Decimal("159.300")
    assert found.total.n.central == sum((one.n_central for one in lines), Decimal(0)) != 0
    for groups in (found.by_row, found.by_category, found.by_basis, found.by_site, found.by_month, found.by_method):
        for name in ("mass_kg", "counted_kg", "kept_kg", "waste_kg", "unquantified_kg", "c", "d", "lines"):
            assert sum(getattr(one.sums, name) for one in groups) == getattr(found.total, name)
        for case in ("low", "central", "high"):
            assert sum(getattr(one.sums.n, case) for one in groups) == getattr(found.total.n, case)
    n, total = found.total.n, found.total
    assert n.central == total.a.central + total.b.central - total.c - total.d - total.u.central
    assert n.central == sum((part.effect.central for part in found.factors), Decimal(0))
    assert figures_of(plain(found)) == found

"""Factor sets in the database: loaded once, with their provenance."""

from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.actions.loading import load_factor_sets
from marketplace.impact.factors.reading import factor_set_names, read_factor_set
from marketplace.impact.models import Factor, FactorSet
from marketplace.impact.queries.factors import NoFactorSet, factor_set_for, stored_factors
from tests import make

pytestmark = pytest.mark.django_db
MIGRATION = import_module("marketplace.impact.migrations.0003_load_factor_sets")


def _emptied() -> None:
    Factor.objects.all().delete()
    FactorSet.objects.all().delete()


def test_fresh_database_has_the_sets_that_ship() -> None:
    load_factor_sets(now=make.NOW)
    assert set(FactorSet.objects.values_list("name", flat=True)) == set(factor_set_names())


def test_loading_again_changes_nothing() -> None:
    _emptied()
    assert load_factor_sets(now=make.NOW) == len(factor_set_names())
    before = list(Factor.objects.order_by("pk").values())
    assert load_factor_sets(now=make.NOW) == 0
    assert list(Factor.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("name", factor_set_names())
def test_every_factor_is_kept_to_the_last_digit(name: str) -> None:
    load_factor_sets(now=make.NOW)
    kept = FactorSet.objects.get(name=name)
    read = read_factor_set(name)
    stored = stored_factors(kept)
    assert kept.data_sha256 == read.sha256
    assert {key: factor.kgco2e_per_unit for key, factor in stored.by_id.items()} == {
        key: factor.kgco2e_per_unit for key, factor in read.factors.items()
    }
    assert {key: (factor.kind, factor.unit, factor.name) for key, factor in stored.by_id.items()} == {
        key: (factor.kind, factor.unit, factor.name) for key, factor in read.factors.items()
    }


def test_without_a_set_nothing_can_be_counted() -> None:
    _emptied()
    with pytest.raises(NoFactorSet):
        factor_set_for(make.NOW.date())


def test_first_set_named_answers_where_two_hold_a_factor() -> None:
    load_factor_sets(now=make.NOW)
    older, newer = FactorSet.objects.get(name="desnz-2025"), FactorSet.objects.get(name="desnz-2026-partial")
    wood = "19_500_5048_15_1"
    values = [stored_factors(*sets).by_id[wood].kgco2e_per_unit for sets in ((older, newer), (newer, older))]
    assert values == [
        read_factor_set("desnz-2025").factors[wood].kgco2e_per_unit,
        read_factor_set("desnz-2026-partial").factors[wood].kgco2e_per_unit,
    ]


def test_migration_goes_there_and_back_and_leaves_what_the_ledger_counted_with() -> None:
    _emptied()
    MIGRATION.load_factor_sets(apps, None)
    MIGRATION.load_factor_sets(apps, None)
    assert FactorSet.objects.count() == 3
    make.receipt()
    count_receipts(now=make.NOW)
    MIGRATION.forget_unused_factor_sets(apps, None)
    assert list(FactorSet.objects.values_list("name", flat=True)) == ["desnz-2025"]


def test_command_says_what_it_did() -> None:
    _emptied()
    out = StringIO()
    call_command("load_factors", stdout=out)
    call_command("load_factors", stdout=out)
    assert out.getvalue().splitlines() == ["3 factor sets loaded.", "0 factor sets loaded."]

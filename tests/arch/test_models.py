"""What the database refuses, and how it says so."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.db.models.constraints import BaseConstraint

from tests.arch import rules, source


def _models() -> Iterator[type[models.Model]]:
    """Every model of our own."""
    for model in apps.get_models(include_auto_created=False):
        if model.__module__.split(".")[0] in source.CODE:
            yield model


def _constraints() -> Iterator[tuple[str, BaseConstraint]]:
    for model in _models():
        for constraint in model._meta.constraints:
            yield model.__name__, constraint


def test_constraints_are_named_as_sentences() -> None:
    problems = [f"{name}: {problem}" for name, rule in _constraints() for problem in rules.badly_named(rule.name)]
    assert problems == []


def test_constraints_say_what_is_wrong() -> None:
    default = BaseConstraint.default_violation_error_message
    dumb = [f"{name}.{rule.name}" for name, rule in _constraints() if rule.violation_error_message == default]
    assert dumb == []


def test_models_have_no_ordering_of_their_own() -> None:
    """A list is ordered where it is read."""
    assert [model.__name__ for model in _models() if model._meta.ordering] == []


def test_models_say_what_a_row_means() -> None:
    """Django writes a docstring of fields where there is none: `Site(id, name)`."""
    silent = [model.__name__ for model in _models() if (model.__doc__ or "").startswith(f"{model.__name__}(")]
    assert silent == []


def test_no_model_uses_unique_together() -> None:
    """A UniqueConstraint has a name and a message; unique_together has neither."""
    assert [model.__name__ for model in _models() if model._meta.unique_together] == []


def test_the_rule_for_names_sees_what_it_is_for() -> None:
    assert rules.badly_named("taken_never_exceeds_offered") == []
    assert len(rules.badly_named("positive")) == 1
    assert len(rules.badly_named("listing_quantity")) == 1
    assert len(rules.badly_named("Listing_Quantity_Positive")) == 1
    assert len(rules.badly_named("a_name_that_goes_on_" * 4 + "for_ever")) == 1

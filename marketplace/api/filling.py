"""Filling in the pages' own forms: what a body does not say stands as on a form that nobody touched.

So the API has no rules of its own for what may be, and a field that a page gets is refused in the same words here.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from marketplace.kernel.money import Money, format_money

Body = Mapping[str, Any]  # Any: values of the types that a serializer names


def filled(untouched: forms.BaseForm, said: Body) -> dict[str, Any]:  # Any: what forms take
    """The data that a browser would send of this form after these fields were typed."""
    shown = {name: _shown(untouched, name) for name in untouched.fields}
    return {name: _typed(value) for name, value in {**shown, **said}.items()}


def renamed(said: Body, names: Mapping[str, str]) -> dict[str, Any]:  # Any: as above
    """A body with the form's names in the place of the API's."""
    return {names.get(name, name): value for name, value in said.items()}


def turned_round(names: Mapping[str, str]) -> dict[str, str]:
    """From the form's names to the API's."""
    return {inner: outer for outer, inner in names.items()}


def pounds(said: Body, *names: str) -> dict[str, Any]:  # Any: as above
    """The body with these amounts of pence as a form reads money: "£12.50"."""
    return {**said, **{name: format_money(Money(said[name])) for name in names if said.get(name) is not None}}


def _shown(form: forms.BaseForm, name: str) -> Any:  # Any: as above
    """What stands in a field that nobody touched; a list that opens shows its first line."""
    field, value = form.fields[name], form[name].value()
    if value is None and type(field) is forms.ChoiceField and isinstance(field.widget, forms.Select):
        return next((choice for choice, _label in field.widget.choices), None)
    return value


def _typed(value: Any) -> Any:  # Any: as above
    """As it would be typed."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M:%S") if timezone.is_aware(value) else value
    if isinstance(value, Decimal | date):
        return str(value)
    return value

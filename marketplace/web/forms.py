"""Forms with the house's manners: our own look, and text that is safe to store, print and send.

Every form of the project descends from `Form` or `ModelForm` here. ``{{ form }}`` prints the summary of errors
and all fields; ``{{ form.title.as_field_group }}`` prints one field with its label, help and errors.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import Model
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext

from marketplace.kernel.errors import DomainError
from marketplace.kernel.text import UnsafeText, refuse_unsafe

if TYPE_CHECKING:
    _AnyForm = forms.BaseForm
else:
    _AnyForm = object

M = TypeVar("M", bound=Model)


class GoodsyardRenderer(TemplatesSetting):
    """Draws Django's forms with ``templates/web/form.html`` and ``templates/web/field.html``."""

    form_template_name = "web/form.html"
    field_template_name = "web/field.html"


def refuse_unsafe_text(value: object) -> None:
    """Refuse NUL, control characters other than line ends and tabs, and halves of characters.

    :raises ValidationError: with code ``unsafe_text``
    """
    try:
        refuse_unsafe(str(value))
    except UnsafeText as refusal:
        raise ValidationError(refusal.said_with(gettext), code=refusal.code) from refusal


class SafeTextMixin(_AnyForm):
    """Makes every text field of a form refuse what cannot be stored or printed.

    Takes the place of Django's own check, which knows NUL alone.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: handed on to whichever form this is mixed into
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                kept = [check for check in field.validators if not isinstance(check, ProhibitNullCharactersValidator)]
                field.validators = [refuse_unsafe_text, *kept]


class Form(SafeTextMixin, forms.Form):
    """A form with the house's manners."""


if TYPE_CHECKING:
    _ModelForm = forms.ModelForm
else:

    class _ModelForm(forms.ModelForm):
        # Django's own class takes its model in brackets for the type checker only.
        def __class_getitem__(cls, model):
            return cls


class ModelForm(SafeTextMixin, _ModelForm[M]):
    """A model form with the house's manners: ``class SiteForm(ModelForm[Site])``."""


def add_domain_error(form: forms.BaseForm, error: DomainError) -> None:
    """Show a refusal of the domain in the form: at its field if the form has that field, else above all fields."""
    field = error.field if error.field in form.fields else None
    form.add_error(field, ValidationError(error.said_with(gettext), code=error.code))


def done(form: forms.BaseForm, act: Callable[..., object]) -> bool:
    """Whether the form is in order and the deed was done with what it says, by the names of its fields.

    If not, the form says why.
    """
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except DomainError as refusal:
        add_domain_error(form, refusal)
        return False
    return True

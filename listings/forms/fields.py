"""Fields that read what people write: "1,200", "40 kg", "£5", several photos at once."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from listings.photo_processing import MOST_BYTES, PhotoRefused, PhotoTooHeavy, ProcessedPhoto, process, shown_name
from marketplace.kernel.errors import DomainError
from marketplace.kernel.mass import parse_mass
from marketplace.kernel.money import Money, format_money, parse_money
from marketplace.kernel.quantities import NotAQuantity, QuantityOutOfBounds, format_amount, parse_quantity
from marketplace.kernel.text import refuse_unsafe
from marketplace.kernel.units import Unit

_DIGITS = frozenset("0123456789½¼¾")
#: Dates as browsers send them and as people type them where the browser has no calendar.
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]


class ReadField(forms.CharField):
    """Text that the kernel reads; its refusals become the field's errors. Empty reads as nothing at all."""

    def to_python(self, value: object) -> Any:  # Any: Django's own signature; each kind of field says what
        text = super().to_python(value)
        if not text:
            return None
        try:
            refuse_unsafe(text)
            return self.read(text)
        except DomainError as refusal:
            raise ValidationError(refusal.said_with(gettext), code=refusal.code) from refusal

    def read(self, text: str) -> object:
        """The value of a text that is not empty. :raises DomainError: it cannot be read"""
        raise NotImplementedError


class QuantityField(ReadField):
    """An amount above zero, at most a million, with at most three decimals; a `Decimal`."""

    def read(self, text: str) -> Decimal:
        if text.lstrip().startswith("-") and text.strip() != "-":
            raise QuantityOutOfBounds
        if not any(sign in _DIGITS for sign in text):
            raise NotAQuantity(text=text[:20])  # "a few" is not one
        quantity = parse_quantity(text)
        if quantity.unit not in {None, Unit.ITEM}:
            raise ValidationError(_("Write the number alone; its unit has a place of its own."), code="unit_in_number")
        return quantity.amount

    def prepare_value(self, value: object) -> object:
        return format_amount(value) if isinstance(value, Decimal) else value


class MassField(ReadField):
    """A mass in kilograms as a `Decimal`: "40", "40 kg", "1.2 t", "400 g"."""

    def read(self, text: str) -> Decimal:
        return parse_mass(text).kg

    def prepare_value(self, value: object) -> object:
        return format_amount(value) if isinstance(value, Decimal) else value


class PriceField(ReadField):
    """Whole pence: "£5", "1,299.50", "50p"."""

    def read(self, text: str) -> int:
        return parse_money(text).pence

    def prepare_value(self, value: object) -> object:
        return format_money(Money(value)) if isinstance(value, int) else value


class CountField(forms.IntegerField):
    """A whole number from 1 to a million."""

    def __init__(self, **kwargs: Any) -> None:  # Any: handed on to Django's field
        super().__init__(min_value=1, max_value=1_000_000, **kwargs)


class DayField(forms.DateField):
    """A day, with the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:  # Any: as above
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=DAY_FORMATS, **kwargs)


class SeveralFiles(forms.ClearableFileInput):
    """A box for files that takes several at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PhotosField(forms.FileField):
    """Several photos, each checked and shrunk: a list of `ProcessedPhoto`. Heavy files are refused unread."""

    def __init__(self, **kwargs: Any) -> None:  # Any: as above
        attrs = {"accept": "image/jpeg,image/png,image/webp", "data-preview": True}
        super().__init__(widget=SeveralFiles(attrs=attrs), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[ProcessedPhoto]:  # Any: Django's own signature
        files: Sequence[UploadedFile[Any]] = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        photos, refusals = [], []
        for file in files:
            try:
                photos.append(read_photo(file))
            except PhotoRefused as refusal:
                refusals.append(ValidationError(refusal.said_with(gettext), code=refusal.code))
        if refusals:
            raise ValidationError(refusals)
        return photos


def read_photo(file: "UploadedFile[Any]") -> ProcessedPhoto:  # Any: whatever kind of file holds it
    """An upload as a photo in two sizes.

    :raises PhotoRefused: too heavy (known before it is read), damaged, or no photo at all
    """
    name = file.name or ""
    if (file.size or 0) > MOST_BYTES:
        raise PhotoTooHeavy(name=shown_name(name), most=MOST_BYTES // 1024 // 1024)
    return process(file, name)

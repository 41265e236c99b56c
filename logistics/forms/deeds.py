"""What a phone tells of a deed, beside the fields of the deed's own form."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from logistics.models.deeds import OF_THE_RUN, DeedKind
from marketplace.web.forms import Form


class EpochField(forms.IntegerField):
    """A moment as a phone counts it: milliseconds since 1970, which no time zone and no daylight saving touch."""

    def __init__(self, **said: Any) -> None:  # Any: arguments of a field
        super().__init__(min_value=0, max_value=253_402_300_799_000, **said)

    def clean(self, value: Any) -> Any:  # Any: Django's own shape
        """A moment with its time zone."""
        found: int | None = super().clean(value)
        if found is None:
            return None
        return datetime.fromtimestamp(found / 1000, tz=UTC)


class DeedForm(Form):
    """Which deed it is, of which run and stop, and when by the phone's clock."""

    client_id = forms.UUIDField()
    kind = forms.ChoiceField(choices=DeedKind.choices)
    run = forms.IntegerField(min_value=1)
    stop = forms.IntegerField(min_value=1, required=False)
    device_at = EpochField()
    sent_at = EpochField()

    def clean(self) -> dict[str, Any]:  # Any: Django's own shape
        """All but leaving and breaking off happens at a stop."""
        said = self.cleaned_data
        if said.get("kind") not in OF_THE_RUN and not said.get("stop") and "stop" not in self.errors:
            self.add_error("stop", ValidationError(gettext("Say at which stop it was."), code="required"))
        return said


class SetAsideForm(Form):
    """Why what a phone told is not entered."""

    why = forms.CharField(label=_("Why it is not entered"), max_length=300, required=False)

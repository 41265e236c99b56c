"""Which part of the map somebody looks at, and how closely."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.box import Box, InvalidBox
from marketplace.web.forms import Form

_MOST_ZOOM = 22


class MapView(Form):
    """`view` is four numbers, west, south, east, north, as GeoJSON orders them."""

    view = forms.CharField(max_length=100)
    zoom = forms.IntegerField(
        min_value=0,
        max_value=_MOST_ZOOM,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("A zoom runs from 0 to 22.")),
    )

    def clean_view(self) -> Box:
        """The part of the map."""
        try:
            west, south, east, north = (float(edge) for edge in self.cleaned_data["view"].split(","))
            return Box(south, west, north, east)
        except InvalidBox as refusal:
            raise ValidationError(refusal.said_with(gettext), code=refusal.code) from refusal
        except ValueError as error:
            raise ValidationError(gettext("A part of the map needs all four edges."), code="half") from error

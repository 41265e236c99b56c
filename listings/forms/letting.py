"""How a space is booked: rules, prices and what it is a part of; and a day with other hours."""

from datetime import date, time
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from listings.actions.letting import LONGEST_NOTES, PriceValues, SpaceRules
from listings.booking.prices import PriceFor
from listings.forms.fields import DayField, PriceField
from listings.models import Listing
from listings.models.spaces import Approval, PriceGroup, Space
from marketplace.kernel.hours import DAY_MINUTES
from marketplace.organisations.models import Circle, OrganisationKind
from marketplace.web.forms import Form

_TIMES: Final = ["%H:%M", "%H.%M", "%H"]
#: The fields of `SpaceRules`, in the groups in which the page asks for them.
LENGTHS: Final = ("slot_minutes", "shortest_minutes", "longest_minutes")
BUFFERS: Final = ("buffer_before_minutes", "buffer_after_minutes")
AHEAD: Final = ("lead_hours", "horizon_days")


if TYPE_CHECKING:
    _WholeField = forms.ModelChoiceField[Space]
else:
    _WholeField = forms.ModelChoiceField


def _number(label: object, help_text: object = "") -> forms.IntegerField:
    return forms.IntegerField(label=str(label), help_text=str(help_text), min_value=0, max_value=32_000)


class WholeField(_WholeField):
    """Another space of theirs that this one can be a part of, by the name of its listing."""

    def label_from_instance(self, obj: Space) -> str:
        return str(obj.listing.title)


class LettingForm(Form):
    """Everything by which a space is booked, on one page; `told_rules`, `told_prices` and `parent` are for the action.

    A price box for each group that there is: themselves, each of their circles, each type of organisation, everyone.
    """

    def __init__(
        self,
        data: Any,  # Any: what Django hands a form
        *,
        listing: Listing,
        space: Space | None,
        wholes: list[Space],
        circles: list[Circle],
        prices: list[PriceFor],
    ) -> None:
        rules = space or SpaceRules()
        initial: dict[str, Any] = {name: getattr(rules, name) for name in SpaceRules.__slots__}  # Any: several types
        initial |= {"parent": space.parent_id if space else None}
        initial |= {_box(price): price.pence_an_hour for price in prices}
        super().__init__(data, initial=initial)
        self._circles = {circle.pk: circle for circle in circles}
        self._ask_rules(circles)
        self._ask_prices()
        if wholes:
            self.fields["parent"] = WholeField(
                queryset=Space.objects.for_page().filter(pk__in=[whole.pk for whole in wholes]).order_by("pk"),
                label=_("Part of"),
                required=False,
                empty_label=gettext("Nothing: it stands by itself"),
                help_text=_("Booking the whole takes up its parts, and a booked part the whole."),
            )
        self.title = listing.title

    def _ask_rules(self, circles: list[Circle]) -> None:
        self.fields |= {
            "slot_minutes": _number(_("Length of a slot (minutes)"), _("15 or a multiple of it.")),
            "shortest_minutes": _number(_("Shortest booking (minutes)"), _("A multiple of the slot.")),
            "longest_minutes": _number(_("Longest booking (minutes)"), _("A multiple of the slot.")),
            "buffer_before_minutes": _number(_("Before each booking (minutes)"), _("For setting up.")),
            "buffer_after_minutes": _number(_("After each booking (minutes)"), _("For clearing away.")),
            "lead_hours": _number(_("At least so many hours ahead")),
            "horizon_days": _number(_("At most so many days ahead")),
            "cancel_hours": _number(
                _("Free to cancel until so many hours before"),
                _("Who gives up later is noted as late. What was agreed when booking stays."),
            ),
            "approval": forms.ChoiceField(
                label=_("Who confirms a booking?"), choices=self._approvals(circles), widget=forms.RadioSelect
            ),
        }
        if circles:
            self.fields["approval_circle"] = forms.TypedChoiceField(
                label=_("Which circle"),
                required=False,
                choices=[("", "—"), *((str(circle.pk), circle.name) for circle in circles)],
                coerce=lambda key: self._circles[int(key)],
                empty_value=None,
            )
            kept = self.initial["approval_circle"]
            self.initial["approval_circle"] = str(kept.pk) if isinstance(kept, Circle) else ""
        self.fields |= {
            "access_notes": forms.CharField(
                label=_("How to get in"),
                required=False,
                max_length=LONGEST_NOTES,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("Shown to who booked, from an hour before until the end, to nobody else."),
            ),
            "zone": forms.CharField(
                label=_("Time zone"), max_length=64, help_text=_("Whose clock the hours are read by: Europe/London.")
            ),
        }

    @staticmethod
    def _approvals(circles: list[Circle]) -> list[tuple[str, Any]]:  # Any: a lazy translation
        return [choice for choice in Approval.choices if circles or choice[0] != Approval.CIRCLE]

    def _ask_prices(self) -> None:
        labels: dict[str, object] = {_box(PriceFor("own", 0)): _("We ourselves")}
        for circle in self._circles.values():
            words = gettext("Circle “%(circle)s”") % {"circle": circle.name}
            labels[_box(PriceFor("circle", 0, circle=circle.pk))] = words
        labels |= {_box(PriceFor("kind", 0, kind=kind)): label for kind, label in OrganisationKind.choices}
        labels[_box(PriceFor("everyone", 0))] = _("Everyone else")
        for name, label in labels.items():
            self.fields[name] = PriceField(label=str(label), required=False)

    def price_boxes(self) -> list[BoundField]:
        """For the template: the boxes for prices, in the order in which they count."""
        return [self[name] for name in self.fields if name.startswith("price_")]

    def clean(self) -> dict[str, Any]:  # Any: as Django has it
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("approval") != Approval.CIRCLE:
            cleaned["approval_circle"] = None
        return cleaned

    def told_rules(self) -> SpaceRules:
        """What was typed, once the form is valid."""
        typed: dict[str, Any] = {name: self.cleaned_data.get(name) for name in SpaceRules.__slots__}  # Any: as above
        return SpaceRules(**typed)

    def told_prices(self) -> list[PriceValues]:
        """The prices that were typed; an empty box: none is stated for them."""
        kinds: list[str] = [kind for kind, _label in OrganisationKind.choices]
        boxes = [(PriceFor("own", 0), PriceValues(PriceGroup.OWN, 0))]
        boxes += [
            (PriceFor("circle", 0, circle=pk), PriceValues(PriceGroup.CIRCLE, 0, circle=circle))
            for pk, circle in self._circles.items()
        ]
        boxes += [
            (PriceFor("kind", 0, kind=kind), PriceValues(PriceGroup.KIND, 0, organisation_kind=kind)) for kind in kinds
        ]
        boxes += [(PriceFor("everyone", 0), PriceValues(PriceGroup.EVERYONE, 0))]
        typed = [(values, self.cleaned_data.get(_box(price))) for price, values in boxes]
        return [
            PriceValues(values.group, pence, values.circle, values.organisation_kind)
            for values, pence in typed
            if pence is not None
        ]


def _box(price: PriceFor) -> str:
    """The name of the box in which a group's price is typed."""
    return "_".join(filter(None, ("price", price.group, str(price.circle or ""), price.kind)))


class DayForm(Form):
    """A day on which it is closed, or open at other hours."""

    on = DayField(label=_("Day"))
    opens = forms.TimeField(
        label=_("Open from"), required=False, input_formats=_TIMES, widget=forms.TimeInput({"type": "time"})
    )
    closes = forms.TimeField(
        label=_("Open until"), required=False, input_formats=_TIMES, widget=forms.TimeInput({"type": "time"})
    )
    note = forms.CharField(label=_("Why"), required=False, max_length=120)

    def clean(self) -> dict[str, Any]:  # Any: as Django has it
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and (cleaned["opens"] is None) != (cleaned["closes"] is None):
            raise ValidationError(_("Give both times, or leave both empty where it is closed all day."), code="half")
        return cleaned

    def told_day(self) -> dict[str, Any]:  # Any: arguments of `except_day`
        """What was typed, once the form is valid; midnight as an end is the end of the day."""
        on: date = self.cleaned_data["on"]
        opens: time | None = self.cleaned_data["opens"]
        closes: time | None = self.cleaned_data["closes"]
        return {
            "on": on,
            "opens": None if opens is None else opens.hour * 60 + opens.minute,
            "closes": None if closes is None else closes.hour * 60 + closes.minute or DAY_MINUTES,
            "note": self.cleaned_data["note"],
        }

"""What a report is asked for: a period, a site, which side; and which lines of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.impact.models import FileKind
from marketplace.impact.queries.areas import AreaScope, is_area, scope_of, years_of
from marketplace.impact.queries.ledger import (
    GROUPS,
    SHOWN,
    VIEWS,
    Drill,
    Scope,
    View,
    quarter_to_show,
    quarters_of,
    view_of,
)
from marketplace.impact.rows import ROW_BY_CODE
from marketplace.kernel.errors import DomainError
from marketplace.kernel.mass import MassBasis
from marketplace.kernel.periods import NotAPeriod, Period, format_period, parse_period
from marketplace.organisations.models import Organisation, Site
from marketplace.web.forms import Form, add_domain_error

LONGEST_CODE: Final = 60


class ReportForm(Form):
    """The period by its code or by its two days, one site or all, and what was given or what was received."""

    period = forms.CharField(label=_("Period"), required=False, max_length=30, widget=forms.Select())
    starts_on = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    site = forms.ModelChoiceField(
        label=_("Site"),
        queryset=Site.objects.none(),
        required=False,
        empty_label=_("All our sites"),
        error_messages={"invalid_choice": _("Choose one of your own sites.")},
    )
    view = forms.ChoiceField(
        required=False,
        choices=[(view, view) for view in VIEWS],
        widget=forms.HiddenInput(),
        error_messages={"invalid_choice": _("A report is about what was given or what was received.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any],  # Any: what Django's forms take
        *,
        organisation: Organisation,
        today: date,
    ) -> None:
        if not any(data.get(name) for name in ("period", "starts_on", "ends_on")):
            newest = quarter_to_show(organisation, today=today)
            data = {**{name: data[name] for name in data}, "period": newest.code}
        super().__init__(data)
        self.organisation = organisation
        self.today = today
        self.fields["site"].queryset = Site.objects.owned_by(organisation).for_choice()  # type: ignore[attr-defined]  # a ModelChoiceField
        quarters = [(quarter.code, format_period(quarter)) for quarter in quarters_of(organisation, today=today)]
        asked = data.get("period", "")
        if asked and asked not in dict(quarters):
            quarters.append((asked, _asked_words(asked)))
        self.fields["period"].widget.choices = quarters

    def clean(self) -> dict[str, Any]:  # Any: as above
        cleaned = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        try:
            if starts_on and ends_on:
                cleaned["asked_for"] = _between(starts_on, ends_on)
            elif starts_on or ends_on:
                field = "ends_on" if starts_on else "starts_on"
                self.add_error(field, _("Give both days, or neither."))
            elif cleaned.get("period"):
                cleaned["asked_for"] = parse_period(cleaned["period"])
        except DomainError as refusal:
            add_domain_error(self, refusal)
        return cleaned

    @property
    def scope(self) -> Scope:
        """What a valid form asks for."""
        period: Period = self.cleaned_data["asked_for"]
        asked: View | None = self.cleaned_data["view"] or None
        return Scope(
            organisation=self.organisation,
            period=period,
            site=self.cleaned_data["site"],
            view=asked or view_of(self.organisation, period),
        )


def _asked_words(code: str) -> str:
    try:
        return format_period(parse_period(code))
    except NotAPeriod:
        return code


def _between(starts_on: date, ends_on: date) -> Period:
    """:raises NotAPeriod: the first day is after the last, or the year is no year of ours"""
    if ends_on < starts_on:
        raise NotAPeriod(str(_("The last day is before the first.")), field="ends_on")
    return parse_period(f"{starts_on.isoformat()}..{ends_on.isoformat()}")


class LinesForm(ReportForm):
    """Which lines of the report: a row or a group of rows, a basis, a factor, or a trait."""

    row = forms.ChoiceField(
        required=False,
        choices=[(code, code) for code in (*ROW_BY_CODE, *GROUPS)],
        error_messages={"invalid_choice": _("There is no such row in the report.")},
    )
    basis = forms.ChoiceField(
        required=False,
        choices=MassBasis.choices(),
        error_messages={"invalid_choice": _("There is no such way of knowing a weight.")},
    )
    factor = forms.CharField(required=False, max_length=LONGEST_CODE)
    show = forms.ChoiceField(
        required=False,
        choices=[(trait, trait) for trait in SHOWN],
        error_messages={"invalid_choice": _("Lines cannot be chosen by that.")},
    )

    @property
    def drill(self) -> Drill:
        """What a valid form asks for."""
        return Drill(**{name: self.cleaned_data[name] for name in ("row", "basis", "factor", "show")})


def address_of(scope: Scope) -> str:
    """The scope as the query of an address."""
    site = {"site": scope.site.pk} if scope.site else {}
    return urlencode({"period": scope.period.code, **site, "view": scope.view})


class FileForm(Form):
    """Which file of a report is asked for."""

    kind = forms.ChoiceField(
        label=_("File"),
        choices=FileKind.choices,
        error_messages={"invalid_choice": _("There is no such file."), "required": _("Choose a file.")},
    )


class AreaForm(Form):
    """Which postcode area and which year; that of the organisation's own site where nothing is asked."""

    area = forms.CharField(label=_("Postcode area"), required=False, max_length=4, widget=forms.TextInput())
    year = forms.TypedChoiceField(
        label=_("Year"), required=False, coerce=int, empty_value=None,
        error_messages={"invalid_choice": _("Choose one of the years.")},
    )  # fmt: skip

    def __init__(
        self,
        data: Mapping[str, Any],  # Any: what Django's forms take
        *,
        own_area: str,
        today: date,
    ) -> None:
        self.today = today
        self.years = years_of(today)
        given = {"area": data.get("area", own_area), "year": data.get("year") or str(self.years[0])}
        super().__init__(given)
        self.fields["year"].choices = [(str(year), str(year)) for year in self.years]  # type: ignore[attr-defined]  # a choice field

    def clean_area(self) -> str:
        """In capitals, and letters only."""
        area: str = self.cleaned_data["area"].strip().upper()
        if area and not is_area(area):
            raise forms.ValidationError(_("Give the letters that its postcodes begin with, such as LS."))
        return area

    @property
    def scope(self) -> AreaScope | None:
        """What a valid form asks for; nothing where no area is named."""
        area, year = self.cleaned_data["area"], self.cleaned_data["year"]
        return scope_of(area, year, self.today) if area else None

"""Preparing a report, restating one, publishing one; and which of its lines somebody asks for."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.impact.actions.reports.preparing import Subject
from marketplace.impact.models import Department, FactorSet, ParameterSet, ReportScope, ReportView
from marketplace.impact.queries.report_choices import circles_of, factor_sets, parameter_sets, sites_of
from marketplace.kernel.errors import DomainError
from marketplace.kernel.periods import NotAPeriod, Period, format_period, parse_period, previous, quarter_of, year_of
from marketplace.organisations.models import Circle, Organisation, Site
from marketplace.web.forms import Form, add_domain_error

LONGEST: Final = 200
DAYS: Final = [(7, _("a week")), (30, _("a month")), (90, _("three months")), (366, _("a year"))]
#: Others' lines stand in these, so only the operator of the exchange prepares them.
OPERATED: Final = (ReportScope.AREA, ReportScope.PLATFORM)


class PrepareForm(Form):
    """Whom, which days, which side; and the rates of money that the organisation has evidence for."""

    scope = forms.ChoiceField(label=_("About"), choices=ReportScope.choices)
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none(), required=False)
    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none(), required=False)
    circle = forms.ModelChoiceField(label=_("Circle"), queryset=Circle.objects.none(), required=False)
    area = forms.CharField(
        label=_("Area"), required=False, max_length=80, help_text=_("A town, or the first half of a postcode.")
    )
    view = forms.ChoiceField(label=_("Side"), choices=ReportView.choices, initial=ReportView.GIVEN)
    period = forms.ChoiceField(label=_("Period"), required=False)
    starts_on = forms.DateField(
        label=_("or from"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("to"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    disposal_rate = forms.DecimalField(
        label=_("What disposal costs us (£ per tonne)"), required=False, min_value=Decimal(0),
        max_value=Decimal(100_000), decimal_places=2,
        help_text=_("From your own invoices. Left empty, no disposal cost is claimed as avoided."),
    )  # fmt: skip
    disposal_source = forms.CharField(label=_("Which invoice or contract says so"), required=False, max_length=LONGEST)
    cost_per_km = forms.DecimalField(
        label=_("What moving things costs (£ per km)"), required=False, min_value=Decimal(0),
        max_value=Decimal(1000), decimal_places=2, help_text=_("Driver and vehicle together."),
    )  # fmt: skip
    cost_source = forms.CharField(label=_("How that is known"), required=False, max_length=LONGEST)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,  # Any: what Django's forms take
        *,
        organisation: Organisation,
        today: date,
        is_operator: bool,
    ) -> None:
        super().__init__(data)
        choices = {"site": sites_of(organisation), "circle": circles_of(organisation)}
        choices["department"] = organisation.departments.order_by("name", "pk")
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]  # a ModelChoiceField
        offered = [one for one in ReportScope if is_operator or one not in OPERATED]
        for name, scope in (("site", "SITE"), ("department", "DEPARTMENT"), ("circle", "CIRCLE")):
            if not choices[name].exists():
                offered.remove(ReportScope[scope])
                del self.fields[name]
        if not is_operator:
            del self.fields["area"]
        self.fields["scope"].choices = [(one.value, one.label) for one in offered]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["period"].choices = [("", _("Other days"))] + [  # type: ignore[attr-defined]  # likewise
            (one.code, format_period(one)) for one in _periods(today)
        ]
        self.fields["period"].initial = previous(quarter_of(today)).code

    def clean(self) -> dict[str, Any]:  # Any: as above
        cleaned = super().clean() or {}
        try:
            cleaned["asked_for"] = self._period(cleaned)
        except DomainError as refusal:
            add_domain_error(self, refusal)
        scope = cleaned.get("scope", "")
        for name in ("site", "department", "circle", "area"):
            if scope == name and not cleaned.get(name):
                self.add_error(name, _("Say which one."))
        for rate, source in (("disposal_rate", "disposal_source"), ("cost_per_km", "cost_source")):
            if cleaned.get(rate) is not None and not cleaned.get(source):
                self.add_error(source, _("A figure of money needs its source."))
        return cleaned

    def _period(self, cleaned: Mapping[str, Any]) -> Period:  # Any: as above
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if not starts_on and not ends_on:
            return parse_period(cleaned.get("period") or "")
        if not starts_on or not ends_on:
            raise NotAPeriod(str(_("Give both days, or neither.")), field="ends_on" if starts_on else "starts_on")
        if ends_on < starts_on:
            raise NotAPeriod(str(_("The last day is before the first.")), field="ends_on")
        return parse_period(f"{starts_on.isoformat()}..{ends_on.isoformat()}")

    @property
    def subject(self) -> Subject:
        """What a valid form asks for."""
        cleaned = self.cleaned_data
        scope = cleaned["scope"]
        return Subject(
            scope=scope,
            period=cleaned["asked_for"],
            view=cleaned["view"],
            site=cleaned.get("site") if scope == ReportScope.SITE else None,
            department=cleaned.get("department") if scope == ReportScope.DEPARTMENT else None,
            circle=cleaned.get("circle") if scope == ReportScope.CIRCLE else None,
            area=cleaned.get("area", "").strip() if scope == ReportScope.AREA else "",
            inputs=self._inputs(),
        )

    def _inputs(self) -> dict[str, str]:
        cleaned = self.cleaned_data
        found: dict[str, str] = {}
        for rate, source, name in (
            ("disposal_rate", "disposal_source", "disposal_pence_per_tonne"),
            ("cost_per_km", "cost_source", "cost_pence_per_km"),
        ):
            if cleaned.get(rate) is not None:
                found |= {name: f"{cleaned[rate] * 100:f}", source: cleaned[source]}
        return found


def _periods(today: date) -> list[Period]:
    """The last eight quarters and three years, newest first."""
    quarters, years = [quarter_of(today)], [year_of(today)]
    while len(quarters) < 8:
        quarters.append(previous(quarters[-1]))
    while len(years) < 3:
        years.append(previous(years[-1]))
    return [*quarters, *years]


class RestateForm(Form):
    """By which factors and parameters, and why."""

    factor_set = forms.ModelChoiceField(label=_("Factors"), queryset=FactorSet.objects.none())
    parameter_set = forms.ModelChoiceField(label=_("Parameters"), queryset=ParameterSet.objects.none())
    reason = forms.CharField(label=_("Why it is restated"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Mapping[str, Any] | None = None, **rest: Any) -> None:  # Any: what Django's forms take
        super().__init__(data, **rest)
        self.fields["factor_set"].queryset = factor_sets()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["parameter_set"].queryset = parameter_sets()  # type: ignore[attr-defined]  # likewise


class PublishForm(Form):
    """How long the address is good."""

    days = forms.TypedChoiceField(label=_("Good for"), choices=DAYS, coerce=int)


class CommentForm(Form):
    """What somebody says about a line."""

    text = forms.CharField(label=_("Your question"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

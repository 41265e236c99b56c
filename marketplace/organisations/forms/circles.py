"""Circles: what they are called, their rules, and whom to invite."""

from datetime import date, timedelta
from typing import TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.organisations.models import Circle, Organisation
from marketplace.web.forms import Form


class CircleSaid(TypedDict):
    """What the form gives to the actions."""

    name: str
    rules: str
    active_from: date
    review_on: date


def _day_box() -> forms.DateInput:
    """A day, with the browser's calendar."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class CircleForm(Form):
    """A circle, new or old."""

    name = forms.CharField(label=_("Name of the circle"), max_length=80, help_text=_("For example: Wharf traders"))
    rules = forms.CharField(
        label=_("Rules"),
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("What every member agrees to: what the things are for, what stays among you."),
    )
    active_from = forms.DateField(
        label=_("Active from"), widget=_day_box(), help_text=_("Before that day the circle shows nothing to anybody.")
    )
    review_on = forms.DateField(
        label=_("Rules to be reviewed on"), widget=_day_box(), help_text=_("You are reminded; nothing ends by itself.")
    )

    def said(self) -> CircleSaid:
        """What was typed, once the form is valid."""
        typed = self.cleaned_data
        return {
            "name": typed["name"],
            "rules": typed["rules"],
            "active_from": typed["active_from"],
            "review_on": typed["review_on"],
        }


def said_of(circle: Circle) -> dict[str, object]:
    """What the form shows before anything is changed."""
    return {
        "name": circle.name,
        "rules": circle.rules,
        "active_from": circle.active_from,
        "review_on": circle.review_on,
    }


def usual_days(today: date) -> dict[str, object]:
    """What a new circle's form begins with: at once, and a look at the rules in a year."""
    return {"active_from": today, "review_on": today + timedelta(days=365)}


class CircleInvitationForm(Form):
    """Which organisation to invite, by the name on its public page or that page's address, and until when."""

    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        help_text=_("Its name as on its public page, or the address of that page."),
    )
    ends_on = forms.DateField(
        label=_("Until"), widget=_day_box(), help_text=_("On the day after, it sees nothing through the circle.")
    )

    #: whom the name means, once the form is valid
    invited: Organisation

    def clean_organisation(self) -> str:
        typed: str = self.cleaned_data["organisation"].strip()
        meant = list(Organisation.objects.called(typed)[:2])
        if not meant:
            raise forms.ValidationError(_("We know no organisation of that name."), code="unknown_organisation")
        if len(meant) > 1:
            raise forms.ValidationError(
                _("Several organisations bear that name. Give the address of the public page of the one you mean."),
                code="several_organisations",
            )
        self.invited = meant[0]
        return typed

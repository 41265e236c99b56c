"""What listings and wants can be narrowed by: one set of filters for the pages and for the API to come.

A filter set checks and narrows by columns; words, place, distance and order are handed on as a `Question`, since the
nearest are looked for ring by ring (`listings.queries.searching`).
"""

from collections.abc import Sequence
from typing import Any, Final

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from listings.models import Category, Condition, Kind, Mode
from listings.models.listings import ListingQuerySet
from listings.queries.searching import Origin, Question
from listings.search.keyset import After, BrokenLink, Sort, read_after
from listings.search.words import read_words
from marketplace.kernel.geo import Point
from marketplace.organisations.models import Organisation, Site
from marketplace.organisations.places.lookup import resolve, suggest
from marketplace.web.forms import SafeTextMixin, add_domain_error

LEAST_KM: Final = 1
MOST_KM: Final = 500
USUAL_KM: Final = 25
_RADIUS_REFUSED: Final = _("Choose a distance from 1 to 500 km.")
_POINT_REFUSED: Final = _("That is not a place on the map.")
#: What is no column: it is part of the question.
_ASKED: Final = frozenset({"q", "place", "lat", "lon", "site", "radius_km", "sort", "after"})


class SearchForm(SafeTextMixin, forms.Form):
    """Checks what was typed, and finds the place that was meant."""

    #: for whom somebody searches: only their own sites can be searched from
    organisation: Organisation | None = None
    #: where from, once the form is valid; nothing is anywhere
    origin: Origin | None = None
    #: places that an unknown name might have meant
    suggestions: list[str]

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of several types
        cleaned: dict[str, Any] = super().clean() or {}
        self.suggestions = []
        if not {"place", "lat", "lon", "site"} & set(self.errors):
            self.origin = self._origin(cleaned)
        if not self.origin and cleaned.get("sort") == Sort.DISTANCE and not self.errors:
            self.add_error("place", ValidationError(gettext("To sort by distance, say where from."), code="no_place"))
        self._read_after(cleaned)
        return cleaned

    def _origin(self, cleaned: dict[str, Any]) -> Origin | None:  # Any: as above
        """What was typed goes before a point of the map, and that before an own site."""
        text = " ".join(cleaned.get("place", "").split())
        if text:
            place = resolve(text)
            if place is None:
                self._unknown(text)
                return None
            return Origin(place.label, place.point, text=place.label)
        if cleaned.get("lat") is not None and cleaned.get("lon") is not None:
            return Origin(gettext("the point on the map"), Point(cleaned["lat"], cleaned["lon"]))
        return self._own_site(cleaned.get("site"))

    def _unknown(self, text: str) -> None:
        """Say that nobody knows the place, and what it might have been."""
        self.suggestions = _like(text)
        self.add_error(
            "place",
            ValidationError(
                gettext("We do not know a place called “%(text)s”. Try a town or a postcode."),
                code="unknown_place",
                params={"text": text[:40]},
            ),
        )

    def _own_site(self, pk: int | None) -> Origin | None:
        if pk is None:
            return None
        own = Site.objects.owned_by(self.organisation).in_use() if self.organisation else Site.objects.none()
        site = own.filter(pk=pk).first()
        if site is None:
            self.add_error("site", ValidationError(gettext("Choose one of your own sites."), code="not_your_site"))
            return None
        return Origin(site.name, site.public_point, site=site.pk)

    def _read_after(self, cleaned: dict[str, Any]) -> None:  # Any: as above
        after: After | None = None
        if cleaned.get("after") and not self.errors:
            try:
                after = read_after(cleaned["after"], self.sort_of(cleaned))
            except BrokenLink as refusal:
                add_domain_error(self, refusal)
        cleaned["after"] = after

    def sort_of(self, cleaned: dict[str, Any]) -> Sort:  # Any: as above
        """The order asked for; by itself, the nearest first where there is a place, else the newest."""
        return Sort(cleaned.get("sort") or (Sort.DISTANCE if self.origin else Sort.NEWEST))


def _like(text: str) -> list[str]:
    """Up to five names of places that begin as this does; where none does, as its beginning does."""
    for length in range(len(text), 2, -1):
        places = suggest(text[:length], limit=5)
        if places:
            return [place.label for place in places]
    return []


class Figure(django_filters.Filter):
    """A number that is part of the question."""

    field_class = forms.FloatField


class Whole(django_filters.Filter):
    """A whole number that is part of the question."""

    field_class = forms.IntegerField


class PlaceFilter(django_filters.FilterSet):
    """What listings and wants are both searched by: words, place, distance, order."""

    q = django_filters.CharFilter(method="keep", label=_("What"), max_length=200)
    place = django_filters.CharFilter(method="keep", label=_("Where"), max_length=120)
    lat = Figure(
        method="keep",
        min_value=-90,
        max_value=90,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _POINT_REFUSED),
    )
    lon = Figure(
        method="keep",
        min_value=-180,
        max_value=180,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _POINT_REFUSED),
    )
    site = Whole(method="keep", min_value=1, max_value=2**63 - 1, label=_("From"))
    radius_km = Whole(
        method="keep",
        label=_("Within"),
        min_value=LEAST_KM,
        max_value=MOST_KM,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _RADIUS_REFUSED),
    )
    after = django_filters.CharFilter(method="keep", max_length=100)
    kind = django_filters.MultipleChoiceFilter(choices=Kind.choices, label=_("Kind"), distinct=False)

    class Meta:
        form = SearchForm

    def __init__(self, *args: Any, organisation: Organisation | None, **kwargs: Any) -> None:  # Any: django-filter's
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    @property
    def form(self) -> SearchForm:
        form: SearchForm = super().form
        form.organisation = self.organisation
        return form

    def keep(self, rows: Any, _name: str, _value: object) -> Any:  # Any: a queryset of either model
        """Narrow by nothing: this is part of the question."""
        return rows

    def narrowed(self, rows: Any, *, without: frozenset[str] = frozenset()) -> Any:  # Any: as above
        """The rows that pass the filters by column, leaving out some; the form has to be valid."""
        for name in self.filters.keys() - _ASKED - without:
            rows = self.filters[name].filter(rows, self.form.cleaned_data[name])
        return rows

    def question(self) -> Question:
        """What is asked besides; the form has to be valid."""
        cleaned = self.form.cleaned_data
        return Question(
            words=read_words(cleaned["q"]) if cleaned["q"] else None,
            origin=self.form.origin,
            radius_km=cleaned["radius_km"] or USUAL_KM,
            sort=self.form.sort_of(cleaned),
            after=cleaned["after"],
        )


class ListingFilter(PlaceFilter):
    """Public listings by kind, way of giving, category and condition."""

    mode = django_filters.MultipleChoiceFilter(choices=Mode.choices, label=_("How"), distinct=False)
    condition = django_filters.MultipleChoiceFilter(choices=Condition.choices, label=_("Condition"), distinct=False)
    category = django_filters.ModelChoiceFilter(
        queryset=Category.objects.all(), to_field_name="slug", method="in_category", label=_("Category")
    )
    sort = django_filters.ChoiceFilter(
        method="keep",
        label=_("Sorted by"),
        choices=[
            (Sort.DISTANCE.value, _("Nearest first")),
            (Sort.NEWEST.value, _("Newest first")),
            (Sort.CLOSING.value, _("Closing soonest")),
        ],
    )

    def __init__(
        self, *args: Any, sets: Sequence[ListingQuerySet], organisation: Organisation | None
    ) -> None:  # Any: django-filter's
        super().__init__(*args, queryset=sets[0], organisation=organisation)
        self.sets = sets

    def narrowed_sets(self, *, without: frozenset[str] = frozenset()) -> list[ListingQuerySet]:
        """Each of the sets with the rows that pass the filters by column; the form has to be valid."""
        return [self.narrowed(rows, without=without) for rows in self.sets]

    def in_category(self, rows: ListingQuerySet, _name: str, category: Category) -> ListingQuerySet:
        return rows.in_category(category)


class WantFilter(PlaceFilter):
    """Open wants by kind."""

    sort = django_filters.ChoiceFilter(
        method="keep",
        label=_("Sorted by"),
        choices=[(Sort.DISTANCE.value, _("Nearest first")), (Sort.NEWEST.value, _("Newest first"))],
    )

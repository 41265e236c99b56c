"""The sets of filters: what can stand in the address of a search, and what each does."""

from collections.abc import Sequence
from functools import cache, cached_property
from typing import Any, Final

import django_filters
from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from listings.filters.fields import DAY_REFUSED, Asked, Narrowing, amount, begin_of, day, said
from listings.filters.forms import LEAST_KM, MOST_KM, RADIUS_REFUSED, ListingSearchForm, SearchForm
from listings.models import Category, Condition, Kind, Mode, narrowing
from listings.models.listings import ListingQuerySet
from listings.models.narrowing import Collection
from listings.queries.searching import Question
from listings.search.keyset import Sort
from listings.search.words import LONGEST_TERM, read_words
from marketplace.organisations.models import Organisation
from marketplace.web.distances import DistanceUnit

#: Bands of travel time that are offered, in minutes.
BANDS: Final = (15, 30, 60)
_TIME_REFUSED: Final = _("Give a time like 09:30.")
_POINT_REFUSED: Final = _("That is not a place on the map.")
_LARGEST_ID: Final = 2**63 - 1


def _degrees(most: int) -> Asked:
    return Asked(
        forms.FloatField, label=_("Where"), min_value=-most, max_value=most, error_messages=said(_POINT_REFUSED)
    )


def _row(label: Any, sentence: Any) -> dict[str, Any]:  # Any: lazy words; a field's arguments
    """What a field needs that names a row by its id."""
    return {"label": label, "min_value": 1, "max_value": _LARGEST_ID, "error_messages": said(sentence)}


class Shared(dict[str, Any]):  # Any: filters or fields
    """Filters or fields that no request changes: Django would copy each of them, to its depth, for every request."""

    def __deepcopy__(self, _memo: object) -> "dict[str, Any]":  # Any: as above
        return dict(self)


class InCategory(django_filters.ModelChoiceFilter):
    """Keeps to a subtree of the categories."""

    def filter(self, rows: ListingQuerySet, category: Category | None) -> ListingQuerySet:
        return rows if category is None else rows.in_category(category)


class PlaceFilter(django_filters.FilterSet):
    """What listings and wants are both searched by: words, place, distance, order."""

    q = Asked(forms.CharField, label=_("What"), max_length=200)
    place = Asked(forms.CharField, label=_("Where"), max_length=120)
    lat = _degrees(90)
    lon = _degrees(180)
    site = Asked(forms.IntegerField, **_row(_("From"), _("Choose one of your own sites.")))
    radius = Asked(forms.FloatField, label=_("Within"), error_messages=said(RADIUS_REFUSED[DistanceUnit.KM]))
    units = Asked(
        forms.ChoiceField,
        label=_("Distances in"),
        choices=[(DistanceUnit.KM.value, _("km")), (DistanceUnit.MILES.value, _("miles"))],
    )
    #: the radius as links and other programs give it: always in kilometres; `radius` goes before it
    radius_km = Asked(
        forms.FloatField,
        label=_("Within"),
        min_value=LEAST_KM,
        max_value=MOST_KM,
        error_messages=said(RADIUS_REFUSED[DistanceUnit.KM]),
    )
    #: a part of the map, in the place of a circle
    south, west, north, east = _degrees(90), _degrees(180), _degrees(90), _degrees(180)
    after = Asked(forms.CharField, label=_("Address"), max_length=100)
    kind = django_filters.MultipleChoiceFilter(choices=Kind.choices, label=_("Kind"), distinct=False)

    class Meta:
        form = SearchForm

    def __init__(self, *args: Any, organisation: Organisation | None, **kwargs: Any) -> None:  # Any: django-filter's
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    @classmethod
    def get_filters(cls) -> dict[str, Any]:  # Any: as above
        return Shared(super().get_filters())

    @classmethod
    @cache
    def form_class(cls) -> type[SearchForm]:
        """The form of the filters, made once."""
        fields = {name: one.field for name, one in cls.base_filters.items()}
        form: type[SearchForm] = type(f"{cls.__name__}Form", (cls._meta.form,), fields)
        form.base_fields = Shared(form.base_fields)
        return form

    @cached_property
    def form(self) -> SearchForm:
        form = self.form_class()(self.data)
        form.organisation = self.organisation
        return form

    def narrowed(self, rows: Any, *, without: frozenset[str] = frozenset()) -> Any:  # Any: a queryset of either model
        """The rows that pass the filters by column, leaving out some; the form has to be valid."""
        for name in self.filters.keys() - without:
            rows = self.filters[name].filter(rows, self.form.cleaned_data[name])
        return rows if self.form.box is None else narrowing.in_box(rows, self.form.box)

    def question(self) -> Question:
        """What is asked besides; the form has to be valid."""
        cleaned = self.form.cleaned_data
        return Question(
            words=read_words(cleaned["q"]) if cleaned["q"] else None,
            origin=self.form.origin,
            radius_km=self.form.area().radius_km,
            sort=self.form.sort_of(cleaned),
            after=cleaned["after"],
        )


class ListingFilter(PlaceFilter):
    """What somebody may find of listings, by everything that a listing says."""

    minutes = Asked(
        forms.ChoiceField,
        label=_("Travel time"),
        choices=[(str(minutes), str(minutes)) for minutes in BANDS],
        error_messages={"invalid_choice": _("Choose 15, 30 or 60 minutes.")},
    )
    mode = django_filters.MultipleChoiceFilter(choices=Mode.choices, label=_("How"), distinct=False)
    condition = django_filters.MultipleChoiceFilter(choices=Condition.choices, label=_("Condition"), distinct=False)
    category = InCategory(
        queryset=Category.objects.all(),
        to_field_name="slug",
        label=_("Category"),
        error_messages={"invalid_choice": _("We do not know that category. Choose one from the list.")},
    )
    min_quantity = amount(
        narrowing.has_at_least, _("At least"), _("Give an amount above zero, such as 10."), least="0.001"
    )
    max_kg = amount(
        narrowing.weighs_at_most, _("One weighs at most"), _("Give a weight in kilograms, such as 25."), least="0.001"
    )
    max_pounds = amount(narrowing.costs_at_most, _("Price of one at most"), _("Give a price in pounds, such as 20."))
    available_on = day(narrowing.available_on, _("Available on"))
    there_until = day(narrowing.there_until, _("Still there on"))
    new_since = day(lambda since: narrowing.published_since(begin_of(since)), _("New since"))
    collection = Narrowing(
        forms.MultipleChoiceField, narrowing.fetched, label=_("Collection"), choices=Collection.choices
    )
    people = Narrowing(
        forms.IntegerField,
        narrowing.holds_people,
        label=_("For at least"),
        min_value=1,
        max_value=1_000_000,
        error_messages=said(_("Give a number of people, such as 30.")),
    )
    facilities = Narrowing(
        forms.CharField,
        lambda text: narrowing.has_facilities(word[:LONGEST_TERM] for word in text.replace(",", " ").split()[:8]),
        label=_("With"),
        max_length=120,
    )
    organisation = django_filters.ModelChoiceFilter(
        queryset=Organisation.objects.all(),
        to_field_name="slug",
        label=_("Offered by"),
        error_messages={"invalid_choice": _("We do not know that organisation.")},
    )
    circle = Asked(forms.IntegerField, **_row(_("Circle"), _("Choose one of your own circles.")))
    use_on = Asked(forms.DateField, label=_("Free on"), error_messages=said(DAY_REFUSED))
    use_from = Asked(forms.TimeField, label=_("From"), error_messages=said(_TIME_REFUSED))
    use_to = Asked(forms.TimeField, label=_("To"), error_messages=said(_TIME_REFUSED))
    sort = Asked(
        forms.ChoiceField,
        label=_("Sorted by"),
        choices=[
            (Sort.DISTANCE.value, _("Nearest first")),
            (Sort.NEWEST.value, _("Newest first")),
            (Sort.CLOSING.value, _("Closing soonest")),
            (Sort.BEST.value, _("Best match")),
        ],
    )

    class Meta:
        form = ListingSearchForm

    def __init__(
        self, *args: Any, sets: Sequence[ListingQuerySet], organisation: Organisation | None
    ) -> None:  # Any: django-filter's
        super().__init__(*args, queryset=sets[0], organisation=organisation)
        self.sets = sets

    def narrowed_sets(self, *, without: frozenset[str] = frozenset()) -> list[ListingQuerySet]:
        """Each of the sets with the rows that pass the filters by column; the form has to be valid."""
        return [self.narrowed(rows, without=without) for rows in self.sets]

    def narrowed(self, rows: Any, *, without: frozenset[str] = frozenset()) -> Any:  # Any: as above
        """Besides, by what takes more than one field, or who asks."""
        rows = super().narrowed(rows, without=without)
        form, cleaned = self.form, self.form.cleaned_data
        if form.vans and "collection" not in without:
            rows = rows.carried_by(form.vans)
        if form.circle is not None and "circle" not in without:
            rows = rows.filter(narrowing.offered_in(form.circle, localdate()))
        if cleaned["use_on"] and "use_on" not in without:
            rows = rows.open_on(cleaned["use_on"], cleaned["use_from"], cleaned["use_to"])
        return rows


class WantFilter(PlaceFilter):
    """Open wants by kind."""

    sort = Asked(
        forms.ChoiceField,
        label=_("Sorted by"),
        choices=[(Sort.DISTANCE.value, _("Nearest first")), (Sort.NEWEST.value, _("Newest first"))],
    )

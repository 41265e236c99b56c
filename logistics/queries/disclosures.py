"""What owners let the public page of a lot say of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.translation import gettext as _

from logistics.models import CustodyEvent, Passport
from logistics.models.lots import Disclosure
from marketplace.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Party:
    """One organisation in a lot's journey, as the public may know it. `number` counts the parties of this lot."""

    pk: int
    number: int
    label: str
    slug: str
    tells_town: bool
    shows_photos: bool


def choice_of(organisation: Organisation, passport: Passport) -> Disclosure | None:
    """What it chose for this lot, else for all others."""
    said = Disclosure.objects.filter(Q(passport=passport) | Q(passport=None), organisation=organisation)
    return said.order_by(F("passport").desc(nulls_last=True), "pk").first()


def parties_of(passport: Passport, events: Iterable[CustodyEvent]) -> dict[int, Party]:
    """Everybody in these events, by key, in the order in which they came. One query."""
    people: dict[int, Organisation] = {}
    for event in events:
        for one in (event.source, event.holder):
            if one is not None:
                people.setdefault(one.pk, one)
    said = Disclosure.objects.filter(Q(passport=passport) | Q(passport=None), organisation__in=people)
    # The choice for this very lot comes last and stands.
    chosen = {row.organisation_id: row for row in said.order_by(F("passport").asc(nulls_first=True), "pk")}
    return {
        pk: _party(number, organisation, chosen.get(pk)) for number, (pk, organisation) in enumerate(people.items(), 1)
    }


def _party(number: int, organisation: Organisation, chosen: Disclosure | None) -> Party:
    named = chosen is None or chosen.tells_name
    return Party(
        pk=organisation.pk,
        number=number,
        label=organisation.name if named else _("An organisation that keeps its name to itself"),
        slug=organisation.slug if named else "",
        tells_town=chosen is None or chosen.tells_town,
        shows_photos=chosen is None or chosen.shows_photos,
    )

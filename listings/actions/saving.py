"""Saved searches: keeping a question, asking it again by the clock, telling what is new."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from listings.access import searchable_listings
from listings.actions.noticing import copy_to_owner
from listings.filters import ListingFilter
from listings.models import Alert, Listing, SavedSearch, Stage
from listings.models.saved import OFTEN
from listings.queries.searching import Origin, find_listings
from listings.search.keyset import Sort, read_after
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.geo import distance_km
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.models import Organisation, User

#: How often a saved search is asked, and how many of them in a run of the clock.
EVERY: Final = timedelta(minutes=10)
AT_ONCE: Final = 50
#: What was published this long before the last look may have been committed after it.
OVERLAP: Final = timedelta(minutes=10)
#: Pages that one look reads at most: more than these are new only to somebody who searches for everything.
PAGES: Final = 10
#: Saved searches of one person for one organisation.
MOST: Final = 50
#: Where between 0 and 100 a find stands in a mail, among wants that fit well and badly.
SCORE: Final = 60
_LONGEST: Final = 2000
_NAME: Final = 80
#: The order, and where a list goes on, belong to looking and not to the question.
_LEFT_OUT: Final = ("after", "sort", "name", "how_often", "csrfmiddlewaretoken")


class NameMissing(DomainError):
    code = "name_missing"
    message = gettext_noop("Give the search a name of at most 80 characters.")
    field = "name"


class NameUsed(DomainError):
    code = "name_used"
    message = gettext_noop("You already have a saved search called “{name}”. Choose another name.")
    field = "name"


class TooManySaved(DomainError):
    code = "too_many_saved"
    message = gettext_noop("You have {most} saved searches, as many as there can be. Delete one first.")


class SearchUnreadable(DomainError):
    code = "search_unreadable"
    message = gettext_noop("This search cannot be saved as it stands: {trouble}")


def save_search(
    *, organisation: Organisation, name: str, query: str, how_often: str, by: User, now: datetime
) -> SavedSearch:
    """Keep a search of the results page, as its query string; what is published from now on is told.

    :raises NameMissing | NameUsed | TooManySaved | SearchUnreadable: it cannot be kept
    """
    name = " ".join(name.split())
    refuse_unsafe(name, field="name")
    if not name or len(name) > _NAME:
        raise NameMissing
    question = _question_of(query)
    filters = _filters(question, organisation, now)
    if not filters.form.is_valid():
        raise SearchUnreadable(trouble=_trouble(filters))
    if len(question) > _LONGEST:
        raise SearchUnreadable(trouble=_("it is too long."))
    if SavedSearch.objects.of(by, organisation).count() >= MOST:
        raise TooManySaved(most=MOST)
    saved = SavedSearch(
        person=by,
        organisation=organisation,
        name=name,
        query=question,
        how_often=how_often if how_often in dict(OFTEN) else "",
        created_at=now,
        looked_until=now,
        next_run_at=now + EVERY,
    )
    try:
        with transaction.atomic():
            saved.save(force_insert=True)
    except IntegrityError as error:
        raise NameUsed(name=name) from error
    return saved


def pause_search(*, saved: SavedSearch, by: User, now: datetime) -> None:
    """Ask it no more until it is taken up again."""
    SavedSearch.objects.filter(pk=saved.pk, paused_at=None).update(paused_at=now)


def take_up_search(*, saved: SavedSearch, by: User, now: datetime) -> None:
    """Ask it again; what came meanwhile is not told."""
    paused = SavedSearch.objects.filter(pk=saved.pk, paused_at__isnull=False)
    paused.update(paused_at=None, problem="", looked_until=now, next_run_at=now)


def delete_search(*, saved: SavedSearch, by: User, now: datetime) -> None:
    """Forget it, and what it found."""
    SavedSearch.objects.filter(pk=saved.pk).delete()


def run_searches(*, now: datetime) -> int:
    """Ask every saved search whose time has come. Returns how many listings were new."""
    due = SavedSearch.objects.due_at(now).select_related("organisation", "person")
    return sum(run_search(saved=saved, now=now) for saved in due[:AT_ONCE])


def run_search(*, saved: SavedSearch, now: datetime) -> int:
    """Ask one, with the eyes of its organisation now. Of several workers one does it; one that dies half-way leaves it
    to be asked again, and nothing is told twice. Returns how many listings were new."""
    this = SavedSearch.objects.filter(pk=saved.pk)
    if not this.filter(paused_at=None, next_run_at=saved.next_run_at).update(next_run_at=now + EVERY):
        return 0
    if not saved.person.memberships.filter(organisation=saved.organisation).exists():
        this.update(paused_at=now, problem=_("You do not act for this organisation any more."))
        return 0
    filters = _filters(saved.query, saved.organisation, now)
    if not filters.form.is_valid():
        this.update(paused_at=now, problem=_trouble(filters)[:200])
        return 0
    return _tell(saved, _found(saved, filters), filters.question().origin, now)


@transaction.atomic
def _tell(saved: SavedSearch, found: Sequence[int], origin: Origin | None, now: datetime) -> int:
    SavedSearch.objects.filter(pk=saved.pk).update(looked_until=now)
    listings = Listing.objects.in_bulk(found)
    known = Alert.objects.filter(saved_search=saved, listing__in=found)
    fresh = [pk for pk in listings if pk not in set(known.values_list("listing", flat=True))]
    Alert.objects.bulk_create(
        [
            Alert(
                listing=listings[pk],
                organisation=saved.organisation,
                saved_search=saved,
                score=SCORE,
                distance_km=distance_km(origin.point, listings[pk].public_point) if origin else 0,
                found_at=now,
                told_at=now,
            )
            for pk in fresh
        ],
        ignore_conflicts=True,
    )
    copied = list(Alert.objects.filter(saved_search=saved, listing__in=fresh, notices=None).order_by("pk"))
    copy_to_owner(alerts=copied, person=saved.person_id, how_often=saved.how_often, now=now)
    return len(fresh)


def _found(saved: SavedSearch, filters: ListingFilter) -> list[int]:
    """The ids of what is new: published since the last look, or shown to more people by a stage that began since."""
    since = max(saved.looked_until - OVERLAP, saved.created_at)
    new = Q(published_at__gt=since) | Q(pk__in=Stage.objects.filter(opened_at__gt=since).values("listing"))
    rows = [one.filter(new).exclude(organisation=saved.organisation) for one in filters.narrowed_sets()]
    question = replace(filters.question(), sort=Sort.NEWEST, after=None)
    keys: list[int] = []
    for _page in range(PAGES):
        page = find_listings(rows, question)
        keys += [card.map_id for card in page.cards]
        if not page.next_after:
            break
        question = replace(question, after=read_after(page.next_after, Sort.NEWEST))
    return keys


def _question_of(query: str) -> str:
    """What of a query string is a question."""
    said = QueryDict(query.lstrip("?"), mutable=True)
    for name in _LEFT_OUT:
        said.pop(name, None)
    for name, values in list(said.lists()):
        kept = [value for value in values if value.strip()]
        said.setlist(name, kept)
    return said.urlencode()


def _filters(query: str, organisation: Organisation, now: datetime) -> ListingFilter:
    sets = searchable_listings(organisation, localtime(now).date())
    return ListingFilter(QueryDict(query), sets=sets, organisation=organisation)


def _trouble(filters: ListingFilter) -> str:
    return " ".join(str(error) for errors in filters.form.errors.values() for error in errors)

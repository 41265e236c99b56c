"""Stages: saying who may see a listing and from when, and opening each stage when its day has come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from listings.actions.fitting import fit_listing
from listings.models import Audience, Change, Listing, ListingState, Showing, Stage
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Circle, CircleMembership, User

#: How many listings a run of the clock opens further.
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class StageValues:
    """One stage as somebody plans it: the audience sees the listing from that day on, or from so many days before it
    must be gone, whatever `begins_on` says then."""

    audience: Audience
    begins_on: date
    circle: Circle | None = None
    days_before: int | None = None


class StageWithoutCircle(DomainError):
    code = "stage_without_circle"
    message = gettext_noop("Choose which circle sees it from then on.")
    field = "circle"


class NotYourCircle(DomainError):
    code = "not_your_circle"
    message = gettext_noop("Choose a circle that you belong to.")
    field = "circle"


class TwoStagesForOne(DomainError):
    code = "two_stages_for_one"
    message = gettext_noop("Name each circle once.")
    field = "circle"


class StagesOutOfOrder(DomainError):
    code = "stages_out_of_order"
    message = gettext_noop("Whoever sees it later cannot see more: {later} would begin before {earlier}.")
    field = "circle_from"


class StageAfterLastDay(DomainError):
    code = "stage_after_last_day"
    message = gettext_noop("It is offered until {end} only: a stage cannot begin on {day}.")
    field = "everyone_from"


class NoLastDay(DomainError):
    code = "no_last_day"
    message = gettext_noop("Say by which day it must be gone, or give the stage a day of its own.")
    field = "must_be_gone_by"


class AlreadyForEveryone(DomainError):
    code = "already_for_everyone"
    message = gettext_noop("Everyone can see it already. Withdraw it first, then show it to fewer.")
    field = "everyone_from"


#: in what order audiences come, and how a refusal names them
_ORDER: Final = {
    Audience.OWN_SITES: (0, gettext_noop("your own organisation")),
    Audience.CIRCLE: (1, gettext_noop("a circle")),
    Audience.EVERYONE: (2, gettext_noop("everyone")),
}


def stage(*, listing: Listing, stages: Sequence[StageValues], by: User, now: datetime) -> None:
    """Say who sees a listing and from when; no stages: everyone, as soon as it is published.

    A day that has passed means at once. What a published listing's new stages open today is opened at once.

    :raises NoLastDay: a stage counts from the day by which it must be gone, and there is none
    :raises StagesOutOfOrder | StageAfterLastDay | StageWithoutCircle | NotYourCircle | TwoStagesForOne: not so
    :raises AlreadyForEveryone: it is published for everyone
    """
    today = localtime(now).date()
    planned = _checked(listing, stages, today)
    was_held = not listing.is_for_everyone
    with transaction.atomic():
        rows = Listing.objects.filter(pk=listing.pk)
        if planned:
            rows = rows.exclude(state=ListingState.PUBLISHED, is_for_everyone=True)
        if not rows.update(is_for_everyone=_is_for_everyone(planned, today)):
            raise AlreadyForEveryone
        is_published = Listing.objects.filter(pk=listing.pk, state=ListingState.PUBLISHED).exists()
        _keep(listing, planned, is_published=is_published, by=by, now=now)
        if is_published and was_held and not planned:
            _note(Change.SHOWN, [(listing.pk, Audience.EVERYONE, None)], by, now)
        if is_published:
            open_begun(listings=[listing], by=by, now=now)
            fit_listing(listing=listing, by=by, now=now)
    listing.refresh_from_db()


def _checked(listing: Listing, stages: Sequence[StageValues], today: date) -> list[StageValues]:
    """The stages in the order in which they begin; what has no effect is left out.

    :raises DomainError: as for `stage`
    """
    planned = [replace(one, begins_on=max(_begins_on(listing, one), today)) for one in stages]
    planned.sort(key=lambda one: (_ORDER[one.audience][0], one.begins_on))
    _check_circles(listing, planned, today)
    _check_days(listing, planned)
    if [one.audience for one in planned] == [Audience.EVERYONE] and planned[0].begins_on <= today:
        return []
    return planned


def _begins_on(listing: Listing, one: StageValues) -> date:
    if one.days_before is None:
        return one.begins_on
    if listing.must_be_gone_by is None:
        raise NoLastDay
    return listing.must_be_gone_by - timedelta(days=one.days_before)


def _check_circles(listing: Listing, planned: Sequence[StageValues], today: date) -> None:
    named = [one.circle for one in planned if one.audience == Audience.CIRCLE]
    keys = {circle.pk for circle in named if circle is not None}
    if None in named:
        raise StageWithoutCircle
    if len(keys) < len(named):
        raise TwoStagesForOne
    kept = Stage.objects.of([listing]).exclude(circle=None).values_list("circle", flat=True)
    mine = CircleMembership.objects.lasting(today).of(listing.organisation).values_list("circle", flat=True)
    if keys - set(kept) - set(mine):
        raise NotYourCircle


def _check_days(listing: Listing, planned: Sequence[StageValues]) -> None:
    latest: StageValues | None = None
    for one in planned:
        if latest is not None and one.audience != latest.audience and one.begins_on < latest.begins_on:
            words = {"later": _(_ORDER[one.audience][1]), "earlier": _(_ORDER[latest.audience][1])}
            raise StagesOutOfOrder(field=_field_of(one), **words)
        latest = one
        for end in (listing.advertise_until, listing.must_be_gone_by):
            if end is not None and one.begins_on > end:
                raise StageAfterLastDay(
                    field=_field_of(one),
                    end=date_format(end, "j F Y"),
                    day=date_format(one.begins_on, "j F Y"),
                )


def _field_of(one: StageValues) -> str:
    """The box in which its day is typed."""
    if one.circle is not None:
        return f"circle_{one.circle.pk}_from"
    return "own_from" if one.audience == Audience.OWN_SITES else "everyone_from"


def _is_for_everyone(planned: Sequence[StageValues], today: date) -> bool:
    return not planned or any(one.audience == Audience.EVERYONE and one.begins_on <= today for one in planned)


def _keep(listing: Listing, planned: Sequence[StageValues], *, is_published: bool, by: User, now: datetime) -> None:
    """Make the rows what was planned; a stage that stays keeps when it was opened."""
    kept = {(row.audience, row.circle_id): row for row in Stage.objects.of([listing])}
    wanted = {(one.audience.value, one.circle.pk if one.circle else None): one for one in planned}
    gone = [row for key, row in kept.items() if key not in wanted]
    Stage.objects.filter(pk__in=[row.pk for row in gone]).delete()
    if is_published:
        hide(shown=[row for row in gone if row.opened_at is not None], by=by, now=now)
    for key, one in wanted.items():
        row = kept.get(key)
        if row is None:
            Stage.objects.create(
                listing=listing,
                owner=listing.organisation,
                audience=one.audience,
                circle=one.circle,
                begins_on=one.begins_on,
                days_before=one.days_before,
            )
        elif row.opened_at is None and (row.begins_on, row.days_before) != (one.begins_on, one.days_before):
            Stage.objects.filter(pk=row.pk).update(begins_on=one.begins_on, days_before=one.days_before)


def open_begun(*, listings: Sequence[Listing], by: User | None, now: datetime) -> list[int]:
    """Open the stages of published listings whose day has come: enter who sees them from now on in the record, and
    put those that are for everyone now in the public search. Each stage is opened once, whoever comes first.

    Returns the ids of the listings that somebody more sees now, in order.
    """
    today = localtime(now).date()
    due = Stage.objects.of(listings).due(today).filter(listing__state=ListingState.PUBLISHED)
    with transaction.atomic():
        opened = [row for row in due if Stage.objects.filter(pk=row.pk, opened_at=None).update(opened_at=now)]
        public = [row.listing_id for row in opened if row.audience == Audience.EVERYONE]
        Listing.objects.filter(pk__in=public).update(is_for_everyone=True)
        _note(Change.SHOWN, [(row.listing_id, row.audience, row.circle_id) for row in opened], by, now)
    return sorted({row.listing_id for row in opened})


def note_published(*, listings: Sequence[Listing], by: User, now: datetime) -> None:
    """Enter who sees listings that were just published: their stages that have begun, or else everyone."""
    keys = [listing.pk for listing in listings]
    staged = set(Stage.objects.filter(listing__in=keys).values_list("listing", flat=True))
    _note(Change.SHOWN, [(key, Audience.EVERYONE, None) for key in keys if key not in staged], by, now)
    if staged:
        open_begun(listings=[listing for listing in listings if listing.pk in staged], by=by, now=now)


def note_closed(*, listings: Sequence[Listing], by: User | None, now: datetime) -> None:
    """Enter that nobody new sees listings any more that were just withdrawn or have expired; their stages stay, to be
    opened again with them."""
    shown = list(Stage.objects.of(listings))
    staged = {row.listing_id for row in shown}
    everyone = [(listing.pk, Audience.EVERYONE, None) for listing in listings if listing.pk not in staged]
    _note(Change.HIDDEN, everyone, by, now)
    hide(shown=[row for row in shown if row.opened_at is not None], by=by, now=now)
    Stage.objects.filter(pk__in=[row.pk for row in shown]).update(opened_at=None)


def hide(*, shown: Sequence[Stage], by: User | None, now: datetime) -> None:
    """Enter that the audiences of these stages see their listings no longer."""
    _note(Change.HIDDEN, [(row.listing_id, row.audience, row.circle_id) for row in shown], by, now)


def _note(change: Change, lines: Sequence[tuple[int, str, int | None]], by: User | None, now: datetime) -> None:
    Showing.objects.bulk_create(
        [
            Showing(listing_id=listing, change=change, audience=audience, circle_id=circle, by=by, at=now)
            for listing, audience, circle in lines
        ]
    )


def open_due(*, now: datetime) -> int:
    """Open every stage whose day has come, of at most `AT_ONCE` listings, and match them with the wants of those who
    see them from now on. Returns how many listings somebody more sees."""
    due = Stage.objects.due(localtime(now).date()).filter(listing__state=ListingState.PUBLISHED)
    keys = list(due.order_by("listing").values_list("listing", flat=True).distinct()[:AT_ONCE])
    listings = {row.pk: row for row in Listing.objects.filter(pk__in=keys).select_related("created_by")}
    opened = open_begun(listings=list(listings.values()), by=None, now=now)
    for key in opened:
        fit_listing(listing=listings[key], by=listings[key].created_by, now=now)
    return len(opened)

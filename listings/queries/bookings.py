"""What the pages about bookings read: the lists, the page with its timeline, and who may do what."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models.bookings import ACCESS_BEFORE, Booking, BookingState, Series
from listings.queries.claims import Step
from listings.queries.space_words import price_in_words, time_in_words
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role
from marketplace.web.waiting import Waiting

Side = Literal["by", "of"]
#: What each side of a booking is called in the address of the list.
SIDES: Final[tuple[Side, ...]] = ("by", "of")
#: What the list shows: what is to come, or what has been.
TIMES: Final = ("coming", "past")
#: A week after its end nobody needs the address on the page any more.
_ADDRESS_AFTER: Final = timedelta(days=7)
#: So long after the end the page offers to say that the other side was not there.
NO_SHOW_WITHIN: Final = timedelta(days=14)
#: A booking that has waited this long for an answer, or begins so soon, is urgent.
_PATIENCE: Final = timedelta(days=2)
_A_DAY: Final = timedelta(days=1)

TONES: Final = {
    BookingState.ASKED: "wait",
    BookingState.CONFIRMED: "good",
    BookingState.DECLINED: "stop",
    BookingState.WITHDRAWN: "plain",
    BookingState.CANCELLED: "stop",
    BookingState.LAPSED: "stop",
}


@dataclass(frozen=True, slots=True)
class BookingLine:
    """A booking as a row of a list."""

    booking: Booking
    when: str
    other: Organisation
    price: str
    tone: str


@dataclass(frozen=True, slots=True)
class MayDo:
    """What somebody may do with a booking, by its state, the moment, their side and their roles."""

    answer: bool
    withdraw: bool
    cancel: bool
    note_no_show: bool


@dataclass(frozen=True, slots=True)
class BookingPage:
    """Everything that the page of a booking prints besides its own words."""

    when: str
    other: Organisation
    asks: bool
    tone: str
    steps: list[Step]
    facts: list[tuple[str, str]]
    may_do: MayDo
    #: how to get in, only while that may be shown
    access_notes: str
    access_words: str
    address: list[tuple[str, str]]
    cancel_words: str
    is_over: bool


def bookings_on_side(organisation: Organisation, side: Side, time: str, now: datetime) -> QuerySet[Booking]:
    """The bookings of the organisation's spaces or made by it: those to come, the next first, or those that were (or
    came to nothing), the last first."""
    rows = (
        Booking.objects.asked_of(organisation) if side == "of" else Booking.objects.made_by_organisation(organisation)
    )
    if side == "of":
        rows = rows.exclude(organisation=organisation)
    rows = rows.for_page()
    if time == "coming":
        return rows.to_come(now).in_order()
    return rows.exclude(pk__in=Booking.objects.to_come(now).values("pk")).order_by("-starts_at", "-pk")


def lines(bookings: list[Booking], organisation: Organisation) -> list[BookingLine]:
    """Bookings loaded `for_page` as rows. No query."""
    return [
        BookingLine(
            booking=booking,
            when=time_in_words(booking.starts_at, booking.ends_at, booking.space),
            other=_other(booking, organisation),
            price=price_in_words(booking.price_pence),
            tone=TONES[BookingState(booking.state)],
        )
        for booking in bookings
    ]


def booking_page(booking: Booking, organisation: Organisation, roles: frozenset[str], now: datetime) -> BookingPage:
    """The page of a booking that was fetched `for_page`, for a party of it. No query."""
    asks = booking.organisation_id == organisation.pk
    return BookingPage(
        when=time_in_words(booking.starts_at, booking.ends_at, booking.space),
        other=_other(booking, organisation),
        asks=asks,
        tone=TONES[BookingState(booking.state)],
        steps=timeline(booking, now),
        facts=_facts(booking),
        may_do=may_do(booking, organisation, roles, now),
        access_notes=booking.space.access_notes if booking.shows_access_at(now) else "",
        access_words=_access_words(booking, now),
        address=_address(booking, now),
        cancel_words=_cancel_words(booking, now),
        is_over=booking.ends_at <= now,
    )


def _other(booking: Booking, organisation: Organisation) -> Organisation:
    owner = booking.space.listing.organisation
    return owner if booking.organisation_id == organisation.pk else booking.organisation


def may_do(booking: Booking, organisation: Organisation, roles: frozenset[str], now: datetime) -> MayDo:
    """What the page of a booking offers somebody with these roles in this organisation."""
    owner = booking.space.listing.organisation_id
    asks = booking.organisation_id == organisation.pk and may(roles, Role.REQUESTER)
    owns = owner == organisation.pk and may(roles, Role.LISTER)
    between_two = owner != booking.organisation_id
    has_begun = booking.starts_at <= now
    just_over = booking.starts_at <= now < booking.ends_at + NO_SHOW_WITHIN
    return MayDo(
        answer=owns and booking.state == BookingState.ASKED and not has_begun,
        withdraw=asks and booking.state == BookingState.ASKED,
        cancel=(asks or owns) and booking.state == BookingState.CONFIRMED and not has_begun,
        note_no_show=(asks or owns) and between_two and booking.state == BookingState.CONFIRMED and just_over,
    )


def timeline(booking: Booking, now: datetime) -> list[Step]:
    """The booking's way from asked to its end; where it ended on the way, the end and why."""
    asked = Step(_("Asked"), "done", booking.asked_at, str(booking.organisation))
    state, owner = booking.state, str(booking.space.listing.organisation)
    if state == BookingState.ASKED:
        waits = Step(_("Confirmed"), "now", note=_("Waits for %(who)s") % {"who": owner})
        return [asked, waits, _takes_place(booking, now, "next")]
    if state == BookingState.DECLINED:
        return [asked, Step(_("Declined"), "failed", booking.answered_at, owner, booking.reason)]
    if state == BookingState.WITHDRAWN:
        return [asked, Step(_("Taken back"), "failed", booking.ended_at, str(booking.organisation), booking.reason)]
    if state == BookingState.LAPSED:
        return [asked, Step(_("Not answered in time"), "failed", booking.ended_at, owner)]
    by = owner if booking.answered_by_id else _("at once, by the rules of the space")
    confirmed = Step(_("Confirmed"), "done", booking.answered_at, by)
    if state == BookingState.CANCELLED:
        return [asked, confirmed, Step(_("Cancelled"), "failed", booking.ended_at, "", booking.reason)]
    return [asked, confirmed, _takes_place(booking, now, "next")]


def _takes_place(booking: Booking, now: datetime, before: Literal["next"]) -> Step:
    day = date_format(booking.starts_at.astimezone(booking.space.clock).date(), "j M Y")
    if booking.state != BookingState.CONFIRMED or now < booking.starts_at:
        return Step(_("Takes place"), before, note=day)
    return Step(_("Takes place"), "now" if now < booking.ends_at else "done", note=day)


def _facts(booking: Booking) -> list[tuple[str, str]]:
    people = str(booking.people) if booking.people else ""
    facts = [
        (_("Where"), booking.space.listing.site.public_area),
        (_("Booked by"), str(booking.organisation)),
        (_("People"), people),
        (_("Price"), price_in_words(booking.price_pence)),
        (_("Reason"), booking.reason),
    ]
    return [(term, words) for term, words in facts if words]


def _access_words(booking: Booking, now: datetime) -> str:
    """When how to get in is shown, for whoever has to wait for it; nothing where there is nothing to show."""
    if not booking.space.access_notes or not booking.is_holding or booking.ends_at <= now:
        return ""
    if booking.state == BookingState.ASKED:
        return _("Shown once it is confirmed, from an hour before it begins until its end.")
    local = (booking.starts_at - ACCESS_BEFORE).astimezone(booking.space.clock)
    when = f"{date_format(local.date(), 'l j F')}, {local:%H:%M}"
    return _("Shown here from %(when)s, an hour before it begins, until its end.") % {"when": when}


def _address(booking: Booking, now: datetime) -> list[tuple[str, str]]:
    """The exact address, for both sides of a booking that is confirmed, until a week after its end."""
    if booking.state != BookingState.CONFIRMED or now > booking.ends_at + _ADDRESS_AFTER:
        return []
    site = booking.space.listing.site
    steps = _("step-free") if site.has_step_free_access else _("steps on the way")
    contact = ", ".join(part for part in (site.contact_name, site.contact_phone) if part)
    facts = [(_("Address"), site.address), (_("Contact"), contact), (_("Way in"), steps)]
    return [(term, words) for term, words in facts if words]


def _cancel_words(booking: Booking, now: datetime) -> str:
    """What cancelling now comes to: the rule and its consequence."""
    if booking.state == BookingState.ASKED:
        return _("Nothing is noted: it has not been confirmed.")
    until = localtime(booking.free_until, booking.space.clock)
    when = f"{date_format(until.date(), 'l j F')}, {until:%H:%M}"
    if now <= booking.free_until:
        return _("Until %(when)s it is cancelled without a mark. After that it counts as a late cancellation.") % {
            "when": when
        }
    return _(
        "The time for cancelling freely ended on %(when)s: it now counts as a late cancellation of yours, which the "
        "other side can excuse."
    ) % {"when": when}


def series_bookings(series: Series) -> list[Booking]:
    """The bookings of a series in order, as a list prints them."""
    return list(Booking.objects.filter(series=series).for_page().in_order())


# --- the yard --------------------------------------------------------------------------------------------------------
def bookings_waiting(organisation: Organisation, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """For listers bookings to answer; for requesters those that begin within a day. One question for each."""
    waiting: list[Waiting] = []
    if may(roles, Role.LISTER):
        waiting += _to_answer(organisation, now)
    if may(roles, Role.REQUESTER):
        waiting += _beginning(organisation, now)
    return waiting


def _to_answer(organisation: Organisation, now: datetime) -> list[Waiting]:
    asked = Booking.objects.asked_of(organisation).filter(state=BookingState.ASKED, starts_at__gt=now)
    found = asked.aggregate(count=Count("pk"), oldest=Min("asked_at"), next=Min("starts_at"), first=Min("pk"))
    count = found["count"]
    if not count:
        return []
    is_urgent = now - found["oldest"] > _PATIENCE or found["next"] - now < _PATIENCE
    return [
        Waiting(
            title=ngettext("%(count)s booking to answer", "%(count)s bookings to answer", count) % {"count": count},
            detail=_("The times are held until you say yes or no."),
            verb=_("Answer"),
            url=reverse("listings:booking", args=[found["first"]])
            if count == 1
            else f"{reverse('listings:bookings')}?side=of",
            urgency="now" if is_urgent else "soon",
            count=count,
        )
    ]


def _beginning(organisation: Organisation, now: datetime) -> list[Waiting]:
    ours = Booking.objects.made_by_organisation(organisation).filter(state=BookingState.CONFIRMED)
    near = ours.filter(ends_at__gt=now, starts_at__lt=now + _A_DAY)
    found = near.aggregate(count=Count("pk"), first=Min("pk"))
    count = found["count"]
    if not count:
        return []
    return [
        Waiting(
            title=ngettext("%(count)s booking within a day", "%(count)s bookings within a day", count)
            % {"count": count},
            detail=_("How to get in is shown from an hour before."),
            verb=_("Look"),
            url=reverse("listings:booking", args=[found["first"]]) if count == 1 else reverse("listings:bookings"),
            urgency="soon",
            count=count,
        )
    ]

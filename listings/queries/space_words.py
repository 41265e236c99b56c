"""The rules and prices of a space in words, for the pages on which it is booked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.booking.prices import Payer, PriceFor, price_of, total
from listings.models.space_hours import weekly_hours_of
from listings.models.spaces import Approval, OpeningException, Price, PriceGroup, Space
from listings.queries.spaces import Tree
from marketplace.kernel.hours import clock_of
from marketplace.kernel.money import Money, format_money
from marketplace.organisations.models import OrganisationKind
from marketplace.organisations.models.sites import hours_in_words

Fact = tuple[str, str]
#: Days with other hours are told so far ahead, and so many of them.
_EXCEPTIONS_DAYS: Final = 120
_MOST_EXCEPTIONS: Final = 6


@dataclass(frozen=True, slots=True)
class PriceLine:
    """What an hour costs a group, in words; whether the reader belongs to it and pays that."""

    whom: str
    price: str
    is_theirs: bool


@dataclass(frozen=True, slots=True)
class Total:
    """What a time costs the reader, before they commit to it: the sum and how it comes about."""

    words: str
    reckoning: str
    #: None: no price is stated for them
    pence: int | None


def minutes_in_words(minutes: int) -> str:
    """ "1 hour", "90 minutes", "2 hours 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    if not hours or minutes == 90:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    words = ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return f"{words} {minutes_in_words(rest)}" if rest else words


def hours_ahead_in_words(hours: int) -> str:
    """ "2 days", "36 hours"."""
    if hours and hours % 24 == 0:
        return ngettext("%(count)s day", "%(count)s days", hours // 24) % {"count": hours // 24}
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}


def rules_in_words(space: Space, tree: Tree, *, today: date) -> list[Fact]:
    """By which rules it is booked, as terms and sentences; two questions (hours, single days)."""
    hours = hours_in_words(weekly_hours_of(space.listing.hours.all()))
    facts = [
        (_("Open"), "; ".join(hours) or _("at no fixed hours yet")),
        (_("Other days"), "; ".join(_exceptions(space, tree, today))),
        (_("How long"), _lengths(space)),
        (_("How far ahead"), _ahead(space)),
        (_("Kept free around it"), _buffers(space)),
        (_("Who confirms"), approval_in_words(space)),
        (_("Cancelling"), cancelling_in_words(space)),
    ]
    if space.zone != "Europe/London":
        facts.append((_("Clock"), _("All times are the clock of %(zone)s.") % {"zone": space.zone}))
    return [(term, words) for term, words in facts if words]


def _exceptions(space: Space, tree: Tree, today: date) -> list[str]:
    line = [space.pk, *tree.ancestors(space.pk)]
    ahead = (today, today + timedelta(days=_EXCEPTIONS_DAYS))
    rows = OpeningException.objects.filter(space__in=line, on__range=ahead).in_order()
    nearest: dict[date, OpeningException] = {}
    for row in rows:
        known = nearest.get(row.on)
        if known is None or line.index(row.space_id) < line.index(known.space_id):
            nearest[row.on] = row
    return [_exception(row) for _day, row in sorted(nearest.items())[:_MOST_EXCEPTIONS]]


def _exception(row: OpeningException) -> str:
    day = date_format(row.on, "j F")
    closed = row.opens is None or row.closes is None
    hours = _("closed") if closed else f"{clock_of(row.opens or 0)}–{clock_of(row.closes or 0)}"
    return f"{day} {hours} ({row.note})" if row.note else f"{day} {hours}"


def _lengths(space: Space) -> str:
    words = {
        "slot": minutes_in_words(space.slot_minutes),
        "least": minutes_in_words(space.shortest_minutes),
        "most": minutes_in_words(space.longest_minutes),
    }
    if space.shortest_minutes == space.longest_minutes:
        return _("%(most)s at a time") % words
    return _("From %(least)s to %(most)s, in steps of %(slot)s") % words


def _ahead(space: Space) -> str:
    days = ngettext("%(count)s day", "%(count)s days", space.horizon_days) % {"count": space.horizon_days}
    if not space.lead_hours:
        return _("Up to %(days)s ahead") % {"days": days}
    least = hours_ahead_in_words(space.lead_hours)
    return _("At least %(least)s and at most %(days)s ahead") % {"least": least, "days": days}


def _buffers(space: Space) -> str:
    before, after = space.buffer_before_minutes, space.buffer_after_minutes
    if before and after:
        words = {"before": minutes_in_words(before), "after": minutes_in_words(after)}
        return _("%(before)s before each booking and %(after)s after it") % words
    if before:
        return _("%(before)s before each booking") % {"before": minutes_in_words(before)}
    return _("%(after)s after each booking") % {"after": minutes_in_words(after)} if after else ""


def approval_in_words(space: Space) -> str:
    """Who confirms a booking, as a visitor reads it."""
    owner = space.listing.organisation.name
    match space.approval:
        case Approval.AUTOMATIC:
            return _("Confirmed at once")
        case Approval.CIRCLE:
            return _("Confirmed at once for members of a circle of %(owner)s; others get an answer") % {"owner": owner}
        case _:
            return _("%(owner)s answers each one; the time is yours meanwhile") % {"owner": owner}


def cancelling_in_words(space: Space) -> str:
    """Until when a booking can be given up without a mark."""
    if not space.cancel_hours:
        return _("Free of any mark until it begins")
    return _("Up to %(hours)s before it begins without a mark; later it counts as a late cancellation") % {
        "hours": hours_ahead_in_words(space.cancel_hours)
    }


# --- prices --------------------------------------------------------------------------------------------------------
def price_lines(space: Space, payer: Payer | None) -> list[PriceLine]:
    """What an hour costs whom. A circle's price is told to its members and the owner, the owner's own to the owner."""
    rows = list(Price.objects.filter(space=space).select_related("circle").in_order())
    theirs = price_of([_price(row) for row in rows], payer) if payer else None
    shown = [row for row in rows if _is_told(row, payer)]
    shown.sort(key=lambda row: (PriceGroup.values.index(row.group), row.pk))
    return [PriceLine(_whom(row), an_hour(row.pence_an_hour), _price(row) == theirs) for row in shown]


def _price(row: Price) -> PriceFor:
    return PriceFor(row.group, row.pence_an_hour, row.circle_id, row.organisation_kind)


def _is_told(row: Price, payer: Payer | None) -> bool:
    is_owner = payer is not None and payer.is_owner
    if row.group == PriceGroup.OWN:
        return is_owner
    if row.group == PriceGroup.CIRCLE:
        return is_owner or (payer is not None and row.circle_id in payer.circles)
    return True


def _whom(row: Price) -> str:
    match row.group:
        case PriceGroup.OWN:
            return _("Ourselves")
        case PriceGroup.CIRCLE:
            return _("Circle “%(circle)s”") % {"circle": row.circle}
        case PriceGroup.KIND:
            kinds = {
                OrganisationKind.BUSINESS: _("Businesses"),
                OrganisationKind.CHARITY: _("Charities"),
                OrganisationKind.SCHOOL: _("Schools"),
                OrganisationKind.PUBLIC_BODY: _("Public bodies"),
                OrganisationKind.COMMUNITY_GROUP: _("Community groups"),
            }
            return kinds[OrganisationKind(row.organisation_kind)]
        case _:
            return _("Everyone else")


def an_hour(pence: int) -> str:
    """ "£18 an hour", "free"."""
    return _("%(price)s an hour") % {"price": format_money(Money(pence))} if pence else _("free")


def total_in_words(price: PriceFor | None, minutes: int) -> Total:
    """What so many minutes cost at that price."""
    if price is None:
        return Total(_("Price on request"), _("No price is stated for you: the owner tells you."), None)
    pence = total(price.pence_an_hour, minutes)
    length = minutes_in_words(minutes)
    if not pence:
        return Total(_("Free"), _("%(length)s, free for you") % {"length": length}, 0)
    reckoning = _("%(length)s at %(price)s") % {"length": length, "price": an_hour(price.pence_an_hour)}
    return Total(format_money(Money(pence)), reckoning, pence)


def price_in_words(pence: int | None) -> str:
    """A price that was kept with a booking."""
    if pence is None:
        return _("Price on request")
    return format_money(Money(pence)) if pence else _("Free")


# --- times ---------------------------------------------------------------------------------------------------------
def time_in_words(starts: datetime, ends: datetime, space: Space) -> str:
    """From when to when by the space's own clock: "Tuesday 24 November 2026, 10:00–12:00"."""
    first, last = starts.astimezone(space.clock), ends.astimezone(space.clock)
    day = date_format(first.date(), "l j F Y")
    if last.date() == first.date() or (
        last.date() - first.date() == timedelta(days=1) and not (last.hour + last.minute)
    ):
        return f"{day}, {_clock(first)}–{_clock(last)}"
    return f"{day}, {_clock(first)} – {date_format(last.date(), 'l j F Y')}, {_clock(last)}"


def _clock(moment: datetime) -> str:
    """The clock's reading; of a time that comes twice, which."""
    text = f"{moment:%H:%M}"
    if moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset():
        return text
    return (
        _("%(time)s (the second time)") % {"time": text}
        if moment.fold
        else _("%(time)s (the first time)") % {"time": text}
    )

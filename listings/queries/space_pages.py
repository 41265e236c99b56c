"""What the pages of one space print: its week as a table, its month, its rules and prices. Constant questions each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.booking.grid import (
    Busy,
    Cell,
    CellState,
    DayTold,
    Row,
    Rules,
    Slot,
    Week,
    bounds_of,
    days_told,
    monday_of,
    month_days,
    rows_of,
    week_from,
)
from listings.booking.slots import Stretch, quarters
from listings.models.bookings import BookedSlot
from listings.models.listings import Listing
from listings.models.spaces import Space
from listings.queries.space_words import Fact, PriceLine, minutes_in_words, price_lines, rules_in_words
from listings.queries.spaces import Tree, payer_of, rules_of
from marketplace.kernel.hours import clock_of
from marketplace.organisations.models import Organisation

_A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CellTold:
    """A cell as the table prints it: a word to see, a sentence to hear, and where it leads."""

    state: str
    word: str
    said: str
    href: str
    is_chosen: bool
    is_part: bool


@dataclass(frozen=True, slots=True)
class RowTold:
    """A row of the table."""

    label: str
    cells: list[CellTold]


@dataclass(frozen=True, slots=True)
class DayHead:
    """The head of a day's column, and the way to it on a phone."""

    day: date
    short: str
    number: str
    href: str
    is_chosen: bool
    is_today: bool
    free: int


@dataclass(frozen=True, slots=True)
class SpaceWeek:
    """A week of a space for somebody."""

    title: str
    days: list[DayHead]
    rows: list[RowTold]
    earlier: str
    later: str
    free: int
    month_href: str


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of the month as the calendar prints it; one of another month has no words."""

    day: date
    state: str
    words: str
    href: str
    is_today: bool
    ours: bool


@dataclass(frozen=True, slots=True)
class SpaceMonth:
    """A month of a space."""

    title: str
    weeks: list[list[MonthDay]]
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class SpaceFacts:
    """What stands beside the table: rules, prices, the parts and the whole."""

    rules: list[Fact]
    prices: list[PriceLine]
    #: (title, href) of what it is part of and of its parts
    wholes: list[tuple[str, str]]
    parts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks at a space, when, and whether its free times lead them to the booking form."""

    organisation: Organisation | None
    now: datetime
    may_book: bool


def space_week(space: Space, tree: Tree, looking: Looking, monday: date, chosen: date | None) -> SpaceWeek:
    """The table of seven days; `chosen` is the one that a phone shows. Three questions."""
    days = week_from(monday)
    laid = _laid(space, tree, looking, days)
    told = days_told(laid)
    today = looking.now.astimezone(space.clock).date()
    first_free = next((one.day for one in told if one.free_minutes), max(min(today, days[-1]), days[0]))
    shown = chosen if chosen in days else first_free
    heads = [_head(space, one, shown, today) for one in told]
    last = today + timedelta(days=space.horizon_days)
    return SpaceWeek(
        title=_from_to(days[0], days[-1]),
        days=heads,
        rows=[_row(space, row, looking, shown) for row in rows_of(laid)],
        earlier=_week_href(space, monday - 7 * _A_DAY) if monday > monday_of(today) else "",
        later=_week_href(space, monday + 7 * _A_DAY) if monday + 7 * _A_DAY <= last else "",
        free=sum(one.free for one in heads),
        month_href=_month_href(space, days[3]),
    )


def space_month(space: Space, tree: Tree, looking: Looking, month: date) -> SpaceMonth:
    """The month that the day lies in; three questions."""
    weeks = month_days(month.year, month.month)
    days = [day for week in weeks for day in week]
    told = {one.day: one for one in days_told(_laid(space, tree, looking, days))}
    today = looking.now.astimezone(space.clock).date()
    first = month.replace(day=1)
    before, after = first - _A_DAY, (first + timedelta(days=31)).replace(day=1)
    return SpaceMonth(
        title=date_format(first, "F Y"),
        weeks=[[_month_day(space, told[day], month, today) for day in week] for week in weeks],
        earlier=_month_href(space, before) if first > today else "",
        later=_month_href(space, after) if after <= today + timedelta(days=space.horizon_days) else "",
    )


def space_facts(space: Space, tree: Tree, looking: Looking) -> SpaceFacts:
    """What stands beside it. A part or whole is named where the reader may open it."""
    today = looking.now.astimezone(space.clock).date()
    payer = payer_of(space, looking.organisation, today) if looking.organisation else None
    above, below = tree.ancestors(space.pk), tree.descendants(space.pk)
    seen = _titles([*above, *below], looking.organisation, today)
    return SpaceFacts(
        rules=rules_in_words(space, tree, today=today),
        prices=price_lines(space, payer),
        wholes=[seen[pk] for pk in above if pk in seen],
        parts=[seen[pk] for pk in below if pk in seen],
    )


def _titles(keys: Sequence[int], organisation: Organisation | None, today: date) -> dict[int, tuple[str, str]]:
    if not keys:
        return {}
    open_ones = Listing.objects.visible_to(organisation, today)
    rows = Space.objects.filter(pk__in=keys, listing__in=open_ones).select_related("listing")
    return {row.pk: (row.listing.title, reverse("listings:space", args=[row.listing_id])) for row in rows}


def grid_rules(space: Space, tree: Tree, first: date, last: date) -> Rules:
    """The rules of the space as the table goes by them, for these days."""
    hours = rules_of(space, tree, first - _A_DAY, last + _A_DAY)
    return Rules(
        zone=space.clock,
        open_on=hours.on,
        slot=space.slot_minutes,
        shortest=space.shortest_minutes,
        before=space.buffer_before_minutes,
        after=space.buffer_after_minutes,
    )


def _laid(space: Space, tree: Tree, looking: Looking, days: Sequence[date]) -> Week:
    rules = grid_rules(space, tree, days[0], days[-1])
    return Week(
        rules=rules,
        days=days,
        busy=_busy(space, tree, bounds_of(rules, days), looking.organisation),
        first=looking.now + timedelta(hours=space.lead_hours),
        last=looking.now + timedelta(days=space.horizon_days),
    )


def _busy(space: Space, tree: Tree, within: Stretch, organisation: Organisation | None) -> Mapping[int, Busy]:
    """The quarters in which the space or a part of it is taken, and by whom as far as the reader may know: their own
    bookings, and each of them for the owner."""
    taken = BookedSlot.objects.within(tree.taken_by(space.pk), quarters(within, 0, 0))
    reader = organisation.pk if organisation else None
    owns = reader is not None and reader == space.listing.organisation_id
    found: dict[int, Busy] = {}
    rows = taken.order_by("quarter", "booking").values_list(
        "quarter", "booking", "booking__organisation", "booking__organisation__name"
    )
    for quarter, booking, whose, name in rows:
        ours = whose == reader
        known = found.get(quarter)
        if known is None or (ours and not known.is_ours):
            found[quarter] = Busy(booking, "" if ours else name, ours) if ours or owns else Busy()
    return found


# --- words ---------------------------------------------------------------------------------------------------------
def _row(space: Space, row: Row, looking: Looking, shown: date) -> RowTold:
    label = clock_of(row.minute)
    if row.again:
        label = _("%(time)s again") % {"time": label}
    return RowTold(label, [_cell(space, cell, looking, is_chosen=cell.day == shown) for cell in row.cells])


def _cell(space: Space, cell: Cell, looking: Looking, *, is_chosen: bool) -> CellTold:
    word = _word(cell)
    when = date_format(cell.day, "l j F")
    if cell.slot is not None:
        starts, ends = (moment.astimezone(space.clock) for moment in (cell.slot.starts, cell.slot.ends))
        when = f"{when}, {starts:%H:%M}–{ends:%H:%M}"
    href = _cell_href(space, cell, looking)
    return CellTold(cell.state.value, word, f"{word}: {when}", href, is_chosen, cell.is_part)


def _word(cell: Cell) -> str:
    if cell.slot and cell.slot.busy and cell.slot.busy.words:
        return cell.slot.busy.words
    if cell.is_part and cell.slot:
        return _("Part free")
    words = {
        CellState.GAP: _("Does not exist"),
        CellState.CLOSED: _("Closed"),
        CellState.OURS: _("Yours"),
        CellState.TAKEN: _("Taken"),
        CellState.PAST: _("Too late"),
        CellState.FAR: _("Not yet"),
        CellState.SHORT: _("Too short"),
        CellState.FREE: _("Free"),
    }
    return words[cell.state]


def _cell_href(space: Space, cell: Cell, looking: Looking) -> str:
    slot = cell.slot
    if slot is None:
        return ""
    if slot.busy is not None and slot.busy.booking is not None:
        return reverse("listings:booking", args=[slot.busy.booking])
    return booking_href(space, slot) if slot.state is CellState.FREE and looking.may_book else ""


def booking_href(space: Space, slot: Slot) -> str:
    """The booking form, with the slot filled in (the shortest booking from its start)."""
    ends = slot.starts + timedelta(minutes=space.shortest_minutes)
    return (
        f"{reverse('listings:booking-new', args=[space.listing_id])}?{urlencode(asked_for(space, slot.starts, ends))}"
    )


def asked_for(space: Space, starts: datetime, ends: datetime) -> dict[str, str]:
    """A time as the booking form's boxes hold it: by the space's own clock."""
    first, last = starts.astimezone(space.clock), ends.astimezone(space.clock)
    boxes = {"on": first.date().isoformat(), "starts": f"{first:%H:%M}", "ends": f"{last:%H:%M}"}
    for name, moment in (("which", first), ("which_end", last)):
        if moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset():
            boxes[name] = "second" if moment.fold else "first"
    if last.date() > first.date() and f"{last:%H:%M}" != "00:00":
        boxes["until"] = last.date().isoformat()
    return boxes


def _head(space: Space, told: DayTold, shown: date, today: date) -> DayHead:
    day = told.day
    return DayHead(
        day=day,
        short=date_format(day, "D"),
        number=date_format(day, "j M"),
        href=f"{_week_href(space, monday_of(day))}&day={day.isoformat()}#times",
        is_chosen=day == shown,
        is_today=day == today,
        free=told.free_minutes // space.slot_minutes,
    )


def _month_day(space: Space, told: DayTold, month: date, today: date) -> MonthDay:
    inside = (told.day.year, told.day.month) == (month.year, month.month)
    state = told.state if told.day >= today else "past"
    free = minutes_in_words(told.free_minutes) if told.free_minutes else ""
    words = {
        "closed": _("Closed"),
        "full": _("Nothing free"),
        "past": _("Past"),
        "some": _("%(time)s free") % {"time": free},
        "free": _("All free"),
    }
    monday = monday_of(told.day)
    href = f"{_week_href(space, monday)}&day={told.day.isoformat()}#times" if told.free_minutes or told.ours else ""
    return MonthDay(
        told.day, state, words[state] if inside else "", href if inside else "", told.day == today, told.ours
    )


def _week_href(space: Space, monday: date) -> str:
    return f"{reverse('listings:space', args=[space.listing_id])}?week={monday.isoformat()}"


def _month_href(space: Space, day: date) -> str:
    return f"{reverse('listings:space-month', args=[space.listing_id])}?month={day:%Y-%m}"


def _from_to(first: date, last: date) -> str:
    """ "23–29 November 2026"."""
    if first.month == last.month:
        return f"{first.day}–{date_format(last, 'j F Y')}"
    if first.year == last.year:
        return f"{date_format(first, 'j F')} – {date_format(last, 'j F Y')}"
    return f"{date_format(first, 'j F Y')} – {date_format(last, 'j F Y')}"

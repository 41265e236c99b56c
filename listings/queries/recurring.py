"""What the pages of recurring material print: the days to come, who has a standing claim, and the forecast."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from listings.forecasts import WEEKS, ZERO, Row, Share, Week, chart, forecast
from listings.models import Listing, Occurrence, Recurrence, RecurrenceState, StandingClaim, StandingState
from listings.queries.claims import told
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.recurrence import days
from marketplace.kernel.recurrence_words import in_words
from marketplace.kernel.units import Unit
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role

#: How many days to come the page shows.
SHOWN: Final = 8
TONES: Final = {
    RecurrenceState.RUNNING: "good",
    RecurrenceState.PAUSED: "wait",
    RecurrenceState.ENDED: "plain",
    StandingState.ASKED: "wait",
    StandingState.AGREED: "good",
    StandingState.DECLINED: "stop",
}


@dataclass(frozen=True, slots=True)
class Day:
    """A day to come. `listing` is its page's number where it is posted and may be opened by whoever looks."""

    on: date
    state: Literal["posted", "skipped", "planned", "paused"]
    listing: int | None
    is_past_posting: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing claim as a row: who, how much, its state, and its breaks to come."""

    claim: StandingClaim
    amount: str
    tone: str
    breaks: list[tuple[int, str]]
    is_own: bool


@dataclass(frozen=True, slots=True)
class RecurrencePage:
    """Everything that the page of a recurrence prints besides the pattern's own words."""

    recurrence: Recurrence
    words: str
    amount: str
    unpromised: str
    tone: str
    days: list[Day]
    standing: list[Standing]
    own: Standing | None
    is_own: bool
    may_change: bool
    may_ask: bool


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """The forecast: the drawing, and the same figures as a table."""

    svg: SafeString
    takers: list[str]
    rows: list[tuple[str, list[str], str, str]]
    unit: str
    total: str


def words_of(recurrence: Recurrence) -> str:
    """ "Every Tuesday, until 3 March 2027"."""
    words = in_words(recurrence.repeats, recurrence.starts_on, say=_)
    return words[:1].upper() + words[1:]


def days_to_come(recurrence: Recurrence, today: date, until: date) -> list[date]:
    """The days of its rule from today on, whether something is posted for them or not; none once it has ended."""
    if recurrence.state == RecurrenceState.ENDED:
        return []
    return list(days(recurrence.repeats, recurrence.starts_on, until, since=today))


def recurrence_page(
    recurrence: Recurrence, *, organisation: Organisation, roles: frozenset[str], today: date
) -> RecurrencePage:
    """The page of a recurrence that was fetched `for_page`, for somebody acting for this organisation."""
    is_own = recurrence.listing.organisation_id == organisation.pk
    rows = [
        _standing(row, organisation, today) for row in recurrence.standing_claims.visible_to(organisation).for_list()
    ]
    open_ones = [row for row in rows if row.claim.state in {StandingState.ASKED, StandingState.AGREED}]
    own = next((row for row in open_ones if row.is_own), None)
    has_ended = recurrence.state == RecurrenceState.ENDED
    return RecurrencePage(
        recurrence=recurrence,
        words=words_of(recurrence),
        amount=told(recurrence.quantity, recurrence.listing),
        unpromised=_unpromised(recurrence),
        tone=TONES[RecurrenceState(recurrence.state)],
        days=_days(recurrence, organisation, today),
        standing=sorted(open_ones, key=lambda row: row.claim.state != StandingState.ASKED) if is_own else [],
        own=own,
        is_own=is_own,
        may_change=is_own and may(roles, Role.LISTER) and not has_ended,
        may_ask=not is_own and own is None and may(roles, Role.REQUESTER) and not has_ended,
    )


def _unpromised(recurrence: Recurrence) -> str:
    left = recurrence.quantity - recurrence.promised
    return told(left, recurrence.listing) if left else ""


def _standing(row: StandingClaim, organisation: Organisation, today: date) -> Standing:
    breaks = sorted((one.from_on, one.to_on, one.pk) for one in row.breaks.all() if one.to_on >= today)
    return Standing(
        claim=row,
        amount=told(row.quantity, row.recurrence.listing),
        tone=TONES.get(StandingState(row.state), "plain"),
        breaks=[(pk, _span(first, last)) for first, last, pk in breaks],
        is_own=row.organisation_id == organisation.pk,
    )


def _span(first: date, last: date) -> str:
    if first == last:
        return date_format(first, "j F Y")
    return _("%(first)s to %(last)s") % {"first": date_format(first, "j F Y"), "last": date_format(last, "j F Y")}


def _days(recurrence: Recurrence, organisation: Organisation, today: date) -> list[Day]:
    known = {row.on: row for row in recurrence.occurrences.since(today)}
    seen = Listing.objects.visible_to(organisation, today)
    keys = [row.listing_id for row in known.values() if row.listing_id]
    open_to = set(seen.filter(pk__in=keys).values_list("pk", flat=True))
    posted_until = today + timedelta(days=recurrence.ahead_days)
    coming = days_to_come(recurrence, today, today + timedelta(weeks=2 * WEEKS))
    return [_day(recurrence, on, known.get(on), open_to, posted_until) for on in coming[:SHOWN]]


def _day(recurrence: Recurrence, on: date, row: Occurrence | None, open_to: set[int], posted_until: date) -> Day:
    if row is None:
        return Day(on, "planned" if recurrence.is_on(on) else "paused", None, on <= posted_until)
    if row.listing_id is None:
        return Day(on, "skipped", None, on <= posted_until)
    return Day(on, "posted", row.listing_id if row.listing_id in open_to else None, is_past_posting=True)


@dataclass(frozen=True, slots=True)
class Line:
    """A recurrence in a list: what it is, in words, and what the organisation has to do with it."""

    recurrence: Recurrence
    words: str
    amount: str
    tone: str
    claim: StandingClaim | None
    to_answer: int


def own_lines(organisation: Organisation) -> list[Line]:
    """What the organisation gives again and again, what runs first."""
    rows = Recurrence.objects.owned_by(organisation).for_page().order_by("-state", "-pk")
    asked = StandingClaim.objects.filter(recurrence__in=rows.values("pk"), state=StandingState.ASKED)
    waiting = list(asked.order_by("pk").values_list("recurrence", flat=True))
    return [
        Line(
            row,
            words_of(row),
            told(row.quantity, row.listing),
            TONES[RecurrenceState(row.state)],
            None,
            waiting.count(row.pk),
        )
        for row in rows
    ]


def standing_lines(organisation: Organisation) -> list[Line]:
    """What the organisation has, or asked for, a standing claim on."""
    rows = StandingClaim.objects.asked_by(organisation).select_related(
        "recurrence__listing__organisation", "recurrence__listing__site"
    )
    return [
        Line(row.recurrence, words_of(row.recurrence), told(row.quantity, row.recurrence.listing),
             TONES.get(StandingState(row.state), "plain"), row, 0)
        for row in rows.order_by("state", "-pk")
    ]  # fmt: skip


def note_of(listing: Listing) -> dict[str, object] | None:
    """That a listing is the pattern or an occurrence of something that comes again: in words, with its page."""
    rows = Recurrence.objects.filter(Q(listing=listing) | Q(occurrences__listing=listing)).unfinished()
    found = rows.order_by("pk").first()
    return {"pk": found.pk, "words": words_of(found)} if found else None


def forecast_page(recurrence: Recurrence, *, organisation: Organisation, today: date) -> ForecastPage:
    """Twelve weeks ahead. The giver sees each taker; a taker its own share and those of the others together."""
    skipped = set(recurrence.occurrences.filter(listing=None).values_list("on", flat=True))
    posted = set(recurrence.occurrences.filter(listing__isnull=False).values_list("on", flat=True))
    coming = [
        on
        for on in days_to_come(recurrence, today, today + timedelta(weeks=WEEKS))
        if on not in skipped and (on in posted or recurrence.is_on(on))
    ]
    shares = _shares(recurrence, organisation)
    weeks = forecast(coming, recurrence.quantity, shares, today)
    takers = list(dict.fromkeys(share.who for share in shares))
    return ForecastPage(
        svg=_drawn(recurrence, weeks, takers),
        takers=takers,
        rows=[_row(week, takers) for week in weeks],
        unit=Unit(recurrence.listing.unit).plural,
        total=told(sum((week.total for week in weeks), ZERO), recurrence.listing),
    )


def _shares(recurrence: Recurrence, organisation: Organisation) -> list[Share]:
    is_own = recurrence.listing.organisation_id == organisation.pk
    shares = []
    for row in recurrence.standing_claims.agreed().prefetch_related("breaks"):
        named = is_own or row.organisation_id == organisation.pk
        breaks = tuple((one.from_on, one.to_on) for one in row.breaks.all())
        shares.append(Share(row.organisation.name if named else _("Others"), row.quantity, breaks))
    return shares


def _row(week: Week, takers: Sequence[str]) -> tuple[str, list[str], str, str]:
    given = [_figure(week.shares[who]) for who in takers]
    return date_format(week.starts_on, "j M"), given, _figure(week.free), _figure(week.total)


def _figure(amount: Decimal) -> str:
    return format_amount(amount) if amount else "–"


def _drawn(recurrence: Recurrence, weeks: Sequence[Week], takers: Sequence[str]) -> SafeString:
    rows = [
        Row(
            label=date_format(week.starts_on, "j M"),
            parts=(*(week.shares[who] for who in takers), week.free),
            said=told(week.total, recurrence.listing) if week.total else _("none"),
        )
        for week in weeks
    ]
    legend = [*takers, _("Not promised yet")]
    title = _("What is to come, week by week")
    drawn = chart(chart_id="forecast", title=title, legend=legend, rows=rows)
    return mark_safe(drawn)  # noqa: S308 - made by us; every name in it is escaped

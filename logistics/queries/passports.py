"""Passports: which lot is whose, and what its public page says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Listing, Photo
from listings.queries.claims import told
from logistics import custody
from logistics.models import Collection, CustodyEvent, CustodyKind, Passport
from logistics.models.lots import Descent
from logistics.queries.chains import entry_of
from logistics.queries.disclosures import Party, parties_of
from logistics.queries.lots import labelled_lot
from logistics.spans import Span, Touch, spans_of, spans_svg
from marketplace.kernel.mass import format_kg
from marketplace.organisations.models import Organisation

_ROLES = {
    CustodyKind.LISTED: "home",
    CustodyKind.CAME_OUT: "home",
    CustodyKind.CAME_FROM: "home",
    CustodyKind.RECEIVED: "home",
    CustodyKind.RETURNED: "home",
    CustodyKind.COLLECTED: "road",
    CustodyKind.DELIVERED: "road",
    CustodyKind.PARTED: "part",
}
#: What an owner may write, and its corrections; offering again writes itself.
WRITTEN_BY_HAND = frozenset({*custody.SAID, CustodyKind.CORRECTED}) - {CustodyKind.RELISTED}
_BAD = frozenset({CustodyKind.REJECTED, CustodyKind.LOST})


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One step of a lot's journey as anybody may read it: who and in which town, no street and no person."""

    label: str
    state: str
    at: datetime
    by: str
    note: str
    number: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class SpanRow:
    """A line of the list under the picture."""

    who: str
    place: str
    owns: bool
    lasted: str


@dataclass(frozen=True, slots=True)
class Relation:
    """Another lot: what went into it, or what this one came out of."""

    code: str
    amount: str


@dataclass(frozen=True, slots=True)
class PassportPage:
    """All that the public page says, after what each owner discloses."""

    amount: str
    left: str
    mass: str
    steps: Sequence[JourneyStep]
    spans: Sequence[SpanRow]
    picture: SafeString
    came_from: Sequence[Relation]
    went_into: Sequence[Relation]
    owner: Party | None
    #: entries that may be corrected by whom this page was made for.
    mine: Sequence[JourneyStep] = ()
    photos: Sequence[Photo] = field(default=())


def passport_of(collection: Collection) -> Passport | None:
    """The passport of the lot that the collection moved, once it left."""
    moved = Passport.objects.filter(custody_events__handover__collection=collection)
    return moved.order_by("pk").distinct().first()


def lot_of(collection: Collection) -> Passport | None:
    """The same; before it left, the one whose labels were printed."""
    return passport_of(collection) or labelled_lot(collection)


def events_of(passport: Passport) -> list[CustodyEvent]:
    """Its book, in order."""
    return list(CustodyEvent.objects.filter(passport=passport).for_chain())


def may_correct(event: CustodyEvent, organisation: Organisation) -> bool:
    """Whether this is something that the organisation wrote by hand: a handover, a receipt and their corrections are
    put right where they were made."""
    by_hand = event.kind in WRITTEN_BY_HAND and event.handover_id is None and event.receipt_id is None
    return by_hand and event.holder_id == organisation.pk


def page_of_passport(
    passport: Passport, *, reader: Organisation | None = None, now: datetime, today: date
) -> PassportPage:
    """The public page. The same number of queries whatever the length of the book."""
    events = events_of(passport)
    parties = parties_of(passport, events)
    read = _as_read(events)
    is_over = passport.state != custody.LIVE
    touches = list(_touches([event for event in events if event.number in read], parties))
    spans = spans_of(touches, ended_at=events[-1].at if is_over and events else None)
    title = _("In whose hands it was: {count}").format(
        count=ngettext("{n} time", "{n} times", len(spans)).format(n=len(spans))
    )
    listing = passport.listing
    steps = _steps(passport, events, parties, read)
    own = {event.number for event in events if reader is not None and may_correct(event, reader)}
    giver = parties.get(listing.organisation_id)
    return PassportPage(
        amount=told(passport.quantity, listing),
        left=told(passport.remaining, listing) if passport.remaining != passport.quantity else "",
        mass=format_kg(passport.mass_kg) if passport.mass_kg else "",
        steps=steps,
        mine=[step for step in steps if step.number in own],
        spans=[_row(span, now) for span in spans],
        picture=SafeString(spans_svg(spans, now=now, ended=is_over, title=title)),
        came_from=_relations(passport, came=True),
        went_into=_relations(passport, came=False),
        owner=parties.get(passport.owner_id or 0),
        photos=_photos(listing, today) if giver is None or giver.shows_photos else (),
    )


def _as_read(events: Sequence[CustodyEvent]) -> dict[int, custody.Entry]:
    try:
        return {entry.number: entry for entry in custody.corrected([entry_of(event) for event in events])}
    except custody.Impossible:  # somebody wrote into the database by hand; the check of the book says so
        return {event.number: entry_of(event) for event in events}


def _steps(
    passport: Passport, events: Sequence[CustodyEvent], parties: dict[int, Party], read: dict[int, custody.Entry]
) -> list[JourneyStep]:
    steps = []
    for event in events:
        entry, party = read.get(event.number), parties[event.holder_id]
        undone = entry is None and event.kind != CustodyKind.CORRECTED
        said = [told(entry.quantity if entry else event.quantity, passport.listing), event.note]
        if event.corrects is not None:
            said = [f"{event.corrects.get_kind_display()}: {event.get_reason_display().lower()}", *said[1:]]
        if undone:
            said = [_("This did not happen; it was corrected later."), *said]
        elif entry and entry.quantity != event.quantity:
            said.append(_("corrected from {amount}").format(amount=told(event.quantity, passport.listing)))
        steps.append(
            JourneyStep(
                label=event.get_kind_display(),
                state="skipped" if undone else "failed" if event.kind in _BAD else "done",
                at=event.at,
                by=", ".join(part for part in (party.label, event.place if party.tells_town else "") if part),
                note=" · ".join(part for part in said if part),
                number=event.number,
            )
        )
    return steps


def _touches(events: Sequence[CustodyEvent], parties: dict[int, Party]) -> Iterator[Touch]:
    for event in events:
        role = _ROLES.get(CustodyKind(event.kind))
        if role is not None:
            party = parties[event.holder_id]
            yield Touch(party.pk, party.label, event.place if party.tells_town else "", event.at, role)


def _row(span: Span, now: datetime) -> SpanRow:
    return SpanRow(span.holder, span.place, span.owns, _lasted(span, now))


def _lasted(span: Span, now: datetime) -> str:
    hours = max(int(((span.until or now) - span.since).total_seconds() // 3600), 0)
    days = hours // 24
    if days >= 60:
        said = ngettext("{n} month", "{n} months", days // 30).format(n=days // 30)
    elif days:
        said = ngettext("{n} day", "{n} days", days).format(n=days)
    else:
        said = ngettext("{n} hour", "{n} hours", max(hours, 1)).format(n=max(hours, 1))
    return said if span.until else _("{time} so far").format(time=said)


def _relations(passport: Passport, *, came: bool) -> list[Relation]:
    rows = Descent.objects.filter(Q(descendant=passport) if came else Q(ancestor=passport))
    rows = rows.select_related("ancestor", "descendant").order_by("at", "pk")
    return [
        Relation((row.ancestor if came else row.descendant).code, told(row.quantity, passport.listing)) for row in rows
    ]


def _photos(listing: Listing, today: date) -> list[Photo]:
    """Those of its first listing, as far as anybody may open that."""
    public = Listing.objects.visible_to(None, today).filter(pk=listing.pk)
    return list(Photo.objects.filter(listing__in=public).in_order()[:3])

"""The terms of meanwhile use for a confirmed booking, as both sides sign them."""

from datetime import datetime
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.booking.terms import Fact, Section, Side, Signatures, Terms, write_pdf
from listings.models.bookings import Booking
from listings.queries.space_words import price_in_words, time_in_words

_MINUTES_A_DAY: Final = 24 * 60


def terms_file(booking: Booking) -> bytes:
    """The PDF. It rests on the booking, its space and the parties alone, not on the moment, so that it repeats."""
    return write_pdf(terms_of(booking))


def terms_of(booking: Booking) -> Terms:
    """What stands in it. How to get in does not: that is told on the booking's page when it is time."""
    space, owner, guest = booking.space, booking.space.listing.organisation, booking.organisation
    reference = _("Booking %(number)s") % {"number": booking.pk}
    told = {"owner": owner.name, "guest": guest.name, "space": space.listing.title}
    return Terms(
        title=_("Terms of meanwhile use"),
        publisher="Goodsyard",
        reference=reference,
        footer=f"{reference} · {space.listing.title}",
        summary=_("%(owner)s lets %(guest)s use “%(space)s” for a time, on these terms.") % told,
        sections=[
            _parties(booking),
            _what_and_when(booking),
            _price_and_cancelling(booking),
            Section(_("What kind of use this is"), paragraphs=_kind_of_use(booking)),
            Section(_("House rules"), rules=_house_rules(booking)),
        ],
        signatures=Signatures(
            title=_("Signatures"),
            words=_("Both sides agree to these terms."),
            sides=[Side(str(party.name), _("Name, date, signature")) for party in (owner, guest)],
        ),
    )


def _parties(booking: Booking) -> Section:
    owner, guest = booking.space.listing.organisation, booking.organisation
    return Section(_("Parties"), facts=[Fact(_("Provided by"), owner.name), Fact(_("Used by"), guest.name)])


def _what_and_when(booking: Booking) -> Section:
    space = booking.space
    facts = [
        Fact(_("Space"), str(space.listing.title)),
        Fact(_("Address"), f"{space.listing.site.name}, {space.listing.site.address}"),
        Fact(_("Time"), time_in_words(booking.starts_at, booking.ends_at, space)),
        Fact(_("Clock"), _clock(booking)),
        Fact(_("Length"), _length(booking)),
        Fact(_("Used for"), booking.purpose),
    ]
    if booking.people:
        facts.append(
            Fact(_("People"), ngettext("%(n)s person", "%(n)s people", booking.people) % {"n": booking.people})
        )
    return Section(_("Space and time"), facts=facts)


def _clock(booking: Booking) -> str:
    """By whose clock the times are, and how far that is from UTC: on the days when clocks change, twice."""
    zone = booking.space.clock
    first, last = (_offset(moment.astimezone(zone)) for moment in (booking.starts_at, booking.ends_at))
    if first == last:
        return _("%(zone)s (%(offset)s)") % {"zone": booking.space.zone, "offset": first}
    told = {"zone": booking.space.zone, "first": first, "last": last}
    return _("%(zone)s (%(first)s at the beginning, %(last)s at the end: clocks change in between)") % told


def _offset(local: datetime) -> str:
    offset = f"{local:%z}"
    return f"UTC{offset[:3]}:{offset[3:]}"


def _length(booking: Booking) -> str:
    """How long it really lasts, whatever clocks do meanwhile."""
    minutes = int((booking.ends_at - booking.starts_at).total_seconds() // 60)
    days, rest = divmod(minutes, _MINUTES_A_DAY)
    parts = (
        (days, ngettext("%(n)s day", "%(n)s days", days)),
        (rest // 60, ngettext("%(n)s hour", "%(n)s hours", rest // 60)),
        (rest % 60, ngettext("%(n)s minute", "%(n)s minutes", rest % 60)),
    )
    return " ".join(words % {"n": count} for count, words in parts if count)


def _price_and_cancelling(booking: Booking) -> Section:
    until = booking.free_until.astimezone(booking.space.clock)
    when = f"{date_format(until.date(), 'l j F Y')}, {until:%H:%M}"
    facts = [
        Fact(_("Price"), price_in_words(booking.price_pence)),
        Fact(_("Cancelling"), _("Either side may cancel until %(when)s without a mark.") % {"when": when}),
    ]
    later = _("Who cancels later says why, and it is noted between the two sides as a late cancellation.")
    return Section(_("Price and cancelling"), facts=facts, paragraphs=[later])


def _kind_of_use(booking: Booking) -> list[str]:
    told = {"owner": booking.space.listing.organisation.name, "guest": booking.organisation.name}
    return [
        _(
            "%(guest)s may use the space for the purpose and the time named above and for nothing else. This is a"
            " personal permission: it is not a lease, gives no exclusive possession, cannot be passed on, and ends by"
            " itself when the time ends."
        )
        % told,
        _(
            "%(owner)s keeps the space safe to use as it is described and tells what has to be known about it."
            " %(guest)s answers for the people it brings and for damage they do, and holds the"
            " insurance that its activity needs."
        )
        % told,
    ]


def _house_rules(booking: Booking) -> list[str]:
    listing = booking.space.listing
    rules = [
        _("Come and go within the booked time; setting up and clearing away belong to it."),
        _("Leave the space as you found it: clean, furniture in its place, windows and doors closed, lights off."),
        _("Keep ways out free, and follow the fire and safety notices of the house."),
        _("Be considerate of neighbours and of others in the building."),
        _("Tell the owner the same day of anything that broke or does not work."),
    ]
    if listing.capacity_people:
        most = ngettext(
            "At most %(n)s person at a time.", "At most %(n)s people at a time.", listing.capacity_people
        ) % {"n": listing.capacity_people}
        rules.insert(0, most)
    return rules + ([_("The owner says: %(words)s") % {"words": listing.description}] if listing.description else [])

"""What givers show before their goods leave: the labels, certificates and ticks that the gates ask for."""

from datetime import datetime, timedelta
from functools import cache
from typing import Final

from django.utils.timezone import localtime

from listings.actions.evidencing import attach
from listings.models import Listing
from listings.photo_processing import ProcessedPhoto, process
from listings.pictures import draw
from listings.queries.gates import missing_for
from marketplace.organisations.models import User

_WORDS: Final = {
    "pat": "All tested by our own electrician, labels on the plugs.",
    "data_wipe": "Wiped with Blancco by our IT team; certificates are kept.",
    "gas": "Capped off by a Gas Safe engineer, no. 512 207.",
    "loler": "Examined by our insurer's engineer, report 24/1187.",
    "ladder": "Inspected, green tag.",
}


def show_what_is_asked(*, listing: Listing, by: User, now: datetime) -> None:
    """Open every gate of a listing that is closed."""
    for gate in missing_for(listing, localtime(now).date()):
        attach(
            listing=listing,
            gate=gate.key,
            words=_WORDS.get(gate.key, ""),
            picture=_label() if gate.needs_picture else None,
            valid_until=localtime(now).date() + timedelta(days=150) if gate.needs_until else None,
            by=by,
            now=now,
        )


@cache
def _label() -> ProcessedPhoto:
    """A picture to stand for a label that was photographed."""
    return process(draw("office-chairs", size=(900, 600)), "label.webp")

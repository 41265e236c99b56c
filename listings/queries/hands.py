"""Who might bring it besides the parties' own vans, in sentences with the next step: volunteers and carriers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.collecting import Calendar, Hands, Whose
from listings.models import Listing
from marketplace.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Way:
    """One more way in which it could come: who, when, and where one goes on. `times` are the first of its times."""

    words: str
    times: Sequence[str]
    href: str = ""
    label: str = ""


def hands_for(organisation: Organisation, listing: Listing, *, start: datetime, end: datetime) -> tuple[Hands, ...]:
    """Volunteers and carriers who might bring it, as the room that keeps vans tells it."""
    ask: Callable[..., tuple[Hands, ...]] = import_string(settings.CARRYING["hands"])
    return ask(organisation, listing, start=start, end=end)


def way_of(hands: Hands, found: Calendar, times: Sequence[str], listing: Listing) -> Way | None:
    """How these would bring it; None where they cannot. Volunteers who have not said when they are free may be asked
    all the same, at no certain time."""
    if found.stretches:
        return Way(_could(hands), times, *_next_step(hands, listing))
    if hands.unsaid:
        return Way(_might(hands), (), *_next_step(hands, listing))
    return None


def _could(hands: Hands) -> str:
    if hands.whose == Whose.CARRIER:
        return _("%(name)s carries for others and has a van out then.") % {"name": hands.name}
    words = {
        Whose.OWN: ngettext(
            "Your volunteer is free then.", "One or more of your %(count)s volunteers are free then.", hands.people
        ),
        Whose.CIRCLE: ngettext(
            "A volunteer of your circles is free then.",
            "One or more of %(count)s volunteers of your circles are free then.",
            hands.people,
        ),
        Whose.WILLING: ngettext(
            "A driver who wants to hear of journeys around here is free then.",
            "One or more of %(count)s drivers who want to hear of journeys around here are free then.",
            hands.people,
        ),
    }
    return words[hands.whose] % {"count": hands.people}


def _might(hands: Hands) -> str:
    if hands.whose == Whose.OWN:
        words = ngettext(
            "%(count)s volunteer of yours has not said when they are free: offer it to them.",
            "%(count)s volunteers of yours have not said when they are free: offer it to them.",
            hands.unsaid,
        )
    else:
        words = ngettext(
            "%(count)s volunteer of another organisation has not said when they are free: offer it to them.",
            "%(count)s volunteers of other organisations have not said when they are free: offer it to them.",
            hands.unsaid,
        )
    return words % {"count": hands.unsaid}


def _next_step(hands: Hands, listing: Listing) -> tuple[str, str]:
    claim = reverse("listings:claim-new", args=[listing.pk])
    if hands.whose == Whose.CARRIER:
        return f"{claim}?carrier={hands.key}", _("Claim it, brought by them")
    return claim, _("Claim it, then offer the journey")

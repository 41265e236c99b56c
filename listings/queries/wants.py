"""What the yard reads of wants and matches."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Listing, Match, Want, WantState
from listings.substitutes import names_of, read_substitutes, told
from marketplace.kernel.quantities import format_amount
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation
from marketplace.web.waiting import Waiting

#: Lines of the yard about wants and about listings that fit, each.
MOST_LINES: Final = 5
#: How long a lister is shown that somebody wants what they have.
FRESH_FOR: Final = timedelta(days=7)


def own_wants(organisation: Organisation, today: date) -> QuerySet[Want, Any]:  # Any: rows with the count besides
    """An organisation's wants, the open ones first, each with how many fitting listings nobody there has seen."""
    fresh = Q(matches__seen_at=None, matches__listing__in=Listing.objects.found_by(organisation, today))
    open_first = Case(When(state=WantState.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Want.objects.owned_by(organisation).for_cards()
    counted = rows.annotate(fresh=Count("matches", filter=fresh), rank=open_first)
    return counted.order_by("rank", "-created_at", "-pk")


def facts_of(want: Want) -> list[tuple[str, str]]:
    """What a want says, as terms and values."""
    facts = [
        (_("How many"), f"{format_amount(want.quantity)} {Unit(want.unit).for_amount(want.quantity)}"),
        (_("Category"), want.category.name if want.category else _("Not named: by the words")),
        (_("From how far"), _("%(km)s km of %(place)s") % {"km": want.radius_km, "place": want.site.public_area}),
    ]
    if want.substitutes:
        facts.append((_("What else would do"), "; ".join(_substitutes(want))))
    if want.needed_by:
        facts.append((_("Needed by"), date_format(want.needed_by, "j F Y")))
    facts.append((_("How it gets there"), _("They can collect it") if want.can_collect else _("It has to be brought")))
    return [*facts, (_("Posted"), date_format(localtime(want.created_at), "j F Y"))]


def _substitutes(want: Want) -> list[str]:
    """What else would do, best first, each with how it was understood where that says more."""
    lines = []
    for substitute in read_substitutes(want.substitutes):
        words, names = told(substitute), ", ".join(names_of(substitute, want.kind))
        lines.append(words if not names or words.lower() == names.lower() else f"{words} ({names})")
    return lines


def fits_waiting(organisation: Organisation, *, now: datetime) -> list[Waiting]:
    """For requesters: open wants with fitting listings that nobody there has looked at."""
    news = Match.objects.standing().unseen().for_wants_of(organisation, localtime(now).date())
    counted = news.values("want", "want__title").annotate(count=Count("pk")).order_by("-count", "want")
    return [
        Waiting(
            title=ngettext("%(count)s listing fits “%(want)s”", "%(count)s listings fit “%(want)s”", row["count"])
            % {"count": row["count"], "want": row["want__title"]},
            detail=_("Found near you since you last looked."),
            verb=_("Look"),
            url=reverse("listings:want", args=[row["want"]]),
            urgency="soon",
            count=row["count"],
        )
        for row in counted[:MOST_LINES]
    ]


def wanted_waiting(organisation: Organisation, *, now: datetime) -> list[Waiting]:
    """For listers: listings that open wants of others have been found for lately."""
    news = Match.objects.standing().for_listings_of(organisation).filter(found_at__gt=now - FRESH_FOR)
    counted = news.values("listing", "listing__title").annotate(count=Count("pk")).order_by("-count", "listing")
    return [
        Waiting(
            title=ngettext(
                "%(count)s want fits your “%(listing)s”", "%(count)s wants fit your “%(listing)s”", row["count"]
            )
            % {"count": row["count"], "listing": row["listing__title"]},
            detail=_("They were told. You see on the listing who they are and why it fits."),
            verb=_("See who"),
            url=reverse("listings:listing", args=[row["listing"]]) + "#wants",
            urgency="later",
            count=row["count"],
        )
        for row in counted[:MOST_LINES]
    ]

"""A space: its week with what is free, and its month."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from listings.access import reader_of
from listings.booking.grid import monday_of
from listings.models.spaces import Space
from listings.queries.space_pages import Looking, space_facts, space_month, space_week
from listings.queries.space_words import approval_in_words
from listings.queries.spaces import tree_of
from listings.room_access import space_visible_to
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role

#: Days before and after these are on no page: nobody looks so far, and a calendar ends somewhere.
_FIRST, _LAST = date(2000, 1, 3), date(2199, 12, 1)


@login_not_required
@require_safe
def space(request: HttpRequest, pk: int) -> HttpResponse:
    """A week of a space as a table (`?week=` a day of it, `&day=` the one that a phone shows)."""
    shown, looking, may_change = _looked_at(request, pk)
    today = looking.now.astimezone(shown.clock).date()
    day = _day(request.GET.get("day", ""))
    week = monday_of(_day(request.GET.get("week", "")) or day or today)
    tree = tree_of(shown)
    context = _beside(shown, looking) | {
        "may_change": may_change,
        "facts": space_facts(shown, tree, looking),
        "week": space_week(shown, tree, looking, week, day),
    }
    return render(request, "listings/space.html", context)


@login_not_required
@require_safe
def month(request: HttpRequest, pk: int) -> HttpResponse:
    """A month of a space: each day in one word (`?month=2026-12`)."""
    shown, looking, may_change = _looked_at(request, pk)
    today = looking.now.astimezone(shown.clock).date()
    wanted = _day(f"{request.GET.get('month', '')}-01") or today
    tree = tree_of(shown)
    context = _beside(shown, looking) | {
        "may_change": may_change,
        "facts": space_facts(shown, tree, looking),
        "month": space_month(shown, tree, looking, wanted),
    }
    return render(request, "listings/space_month.html", context)


def _looked_at(request: HttpRequest, pk: int) -> tuple[Space, Looking, bool]:
    """The space, who looks at it, and whether its rules are theirs to change."""
    organisation, roles = reader_of(request)
    shown = space_visible_to(organisation, pk, timezone.localdate())
    may_change = organisation is not None and organisation.pk == shown.listing.organisation_id
    looking = Looking(organisation, timezone.now(), may_book(organisation, roles, shown))
    return shown, looking, may_change and may(roles, Role.LISTER)


def may_book(organisation: Organisation | None, roles: frozenset[str], space: Space) -> bool:
    """Whether a free time leads to the form: for requesters, and for who is not signed in (they are led to sign in)."""
    is_open = space.listing.is_open
    return is_open and (organisation is None or may(roles, Role.REQUESTER))


def _beside(space: Space, looking: Looking) -> dict[str, Any]:  # Any: what a template takes
    return {
        "space": space,
        "listing": space.listing,
        "may_book": looking.may_book,
        "approval": approval_in_words(space),
    }


def _day(text: str) -> date | None:
    """A day of an address; nothing where it cannot be read: an address is not a form."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST <= day <= _LAST else None

"""Reading listings: the public page, the yard's own list, the stock ledger, pictures."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from listings.access import category_with_picture, listing_visible_to, own_listing, photo_visible_to, reader_of
from listings.actions.answering import see_alerts
from listings.models import ListingState
from listings.pictures import draw
from listings.queries.alerts import funnel_of
from listings.queries.cards import CATALOGUE_SIZE, card
from listings.queries.collecting import collecting_box
from listings.queries.fits import fits_for_listing, own_wants_it_fits
from listings.queries.gates import release_of
from listings.queries.giving import giving_of
from listings.queries.hints import hint_for_listing
from listings.queries.listings import details_missing, ledger, own_listings, states_with_counts
from listings.queries.pages import listing_page
from listings.queries.recurring import note_of
from listings.views.paging import page_of
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role, User
from marketplace.organisations.places.lookup import resolve

_A_DAY = 86_400
_A_YEAR = 365 * _A_DAY
_TONES = {
    ListingState.DRAFT: "wait",
    ListingState.PUBLISHED: "good",
    ListingState.WITHDRAWN: "plain",
    ListingState.EXPIRED: "stop",
}


@login_not_required
@require_safe
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a listing. `?from=` is a place that the distance is told from."""
    organisation, roles = reader_of(request)
    shown = listing_visible_to(organisation, pk, timezone.localdate())
    asked_from = request.GET.get("from", "").strip()
    origin = resolve(asked_from) if asked_from else None
    page = listing_page(
        shown,
        organisation=organisation,
        roles=roles,
        origin=origin.point if origin else None,
        now=timezone.now(),
    )
    context = {"page": page, "listing": shown, "origin": origin, "tone": _TONES[ListingState(shown.state)]}
    context["given"] = giving_of(shown, organisation, now=timezone.now())
    context["collecting"] = collecting_box(shown, organisation, roles, now=timezone.now())
    if organisation is not None:
        context["recurring"] = note_of(shown)
    today = timezone.localdate()
    context["release"] = release_of(shown, today, is_giver=page.may_change, is_over=False, details=page.is_own)
    if page.is_own:
        context["wants"] = wants = fits_for_listing(shown, today=today)
        context["hint"] = hint_for_listing(shown, wants, today=today) if wants and page.may_change else None
        context["funnel"] = funnel_of(shown)
    elif organisation is not None and may(roles, Role.REQUESTER):
        context["own_wants"] = own_wants_it_fits(shown, organisation, today=today)
    if organisation is not None and not page.is_own and isinstance(request.user, User):
        see_alerts(listing=shown, organisation=organisation, by=request.user, now=timezone.now())
    return render(request, "listings/listing.html", context)


@acting_for()
@require_safe
def own(request: ActingRequest) -> HttpResponse:
    """The organisation's own listings; `?state=` narrows."""
    wanted = request.GET.get("state", "")
    state = wanted if wanted in ListingState.values else ""
    page, pager = page_of(request, own_listings(request.organisation, state=state))
    counts = states_with_counts(request.organisation)
    tabs = [{"label": _("All"), "href": "?", "current": not state, "count": sum(count for *_state, count in counts)}]
    tabs += [
        {"label": label, "href": f"?state={value}", "current": value == state, "count": count}
        for value, label, count in counts
    ]
    rows = [
        {
            "listing": row,
            "card": card(row),
            "tone": _TONES[ListingState(row.state)],
            "missing": details_missing(row, photos=len(row.photos.all())),
        }
        for row in page
    ]
    context = {"rows": rows, "tabs": tabs, "pager": pager, "may_list": may(request.roles, Role.LISTER), "state": state}
    return render(request, "listings/own.html", context)


@acting_for()
@require_safe
def stock(request: ActingRequest, pk: int) -> HttpResponse:
    """The stock ledger of an own listing: why there is left what is left."""
    shown = own_listing(request.organisation, pk)
    return render(request, "listings/stock.html", {"listing": shown, "lines": list(ledger(shown))})


@login_not_required
@require_GET
def photo(request: HttpRequest, pk: int, size: str) -> FileResponse:
    """A photo, if the visitor may open its listing. What a photo shows never changes."""
    organisation, _roles = reader_of(request)
    found = photo_visible_to(organisation, pk, timezone.localdate())
    name = (found.small if size == "small" else found.large).name or ""
    try:
        file = default_storage.open(name)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/webp")
    response["Cache-Control"] = f"private, max-age={_A_DAY}"
    return response


@login_not_required
@require_GET
def catalogue_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The drawn picture of a category, for listings without a photo."""
    key = f"picture-{category_with_picture(slug).slug}"
    drawn = cache.get(key)
    if drawn is None:
        drawn = draw(slug, size=CATALOGUE_SIZE)
        cache.set(key, drawn, _A_DAY)
    response = HttpResponse(drawn, content_type="image/webp")
    response["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
    return response

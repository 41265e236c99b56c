"""The search page: one address for the page and for the part of it that is exchanged."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from listings.access import reader_of, searchable_listings, sites_to_search_from
from listings.filters import ListingFilter, PlaceFilter
from listings.models import Condition, Kind, Mode
from listings.queries.searching import Question, find_listings, near_misses
from listings.queries.tallying import MOST_COUNTED, tally
from listings.queries.tree import Node, category_tree
from listings.views.addresses import Address
from marketplace.organisations.access import may
from marketplace.organisations.models import Role, Site

#: Where somebody searches from can stand in the address in any of these ways.
PLACE_NAMES: Final = ("place", "lat", "lon", "site", "radius_km")
#: Circles that are offered, in kilometres; any other from 1 to 500 can be typed.
CIRCLES_KM: Final = (5, 10, 25, 50, 100, 250, 500)


@dataclass(frozen=True, slots=True)
class Facet:
    """A link that narrows, with how many there would be."""

    label: str
    href: str
    count: int
    on: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that is on, with the address without it."""

    label: str
    href: str


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Public listings by words, place and kind, as a list and a map. What cannot be read is 422 with its sentence."""
    organisation, roles = reader_of(request)
    filters = ListingFilter(request.GET, sets=searchable_listings(organisation, localdate()), organisation=organisation)
    address = Address(request.GET)
    context: dict[str, Any] = {  # Any: whatever the template prints
        "typed": typed(filters),
        "address": address,
        "modes": choices(filters, "mode", Mode.choices),
        "conditions": choices(filters, "condition", Condition.choices),
        "sorts": filters.filters["sort"].field.choices.choices,
        "kept": {"kind": request.GET.getlist("kind"), "category": request.GET.get("category", "")},
        "site_links": site_links(filters, address, sites_to_search_from(organisation)),
        "search_url": reverse("listings:search"),
        "may_want": organisation is None or may(roles, Role.REQUESTER),
    }
    status = 200
    if filters.form.is_valid():
        context |= _results(filters, address)
    else:
        status = 422
        context |= refused(filters, address)
    return answer(request, "listings/search.html", "listings/parts/search.html", context, status=status)


def answer(
    request: HttpRequest,
    page: str,
    part: str,
    context: dict[str, Any],
    *,
    status: int,  # Any: as above
) -> HttpResponse:
    """The whole page, or the part that htmx exchanges (not where it restores a page of its history)."""
    wants_part = request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
    response = render(request, part if wants_part else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    if wants_part:
        response["HX-Push-Url"] = f"{request.path}{context['address']}"
    return response


def _results(filters: ListingFilter, address: Address) -> dict[str, Any]:  # Any: as above
    question = filters.question()
    rows = filters.narrowed_sets()
    found = find_listings(rows, question)
    tree = category_tree()
    counts = tally(filters.narrowed_sets(without=frozenset({"kind", "category"})), question)
    chosen = filters.form.cleaned_data
    category = next((node for node in tree if chosen["category"] and node.pk == chosen["category"].pk), None)
    total = _count(counts, tree, chosen["kind"], category)
    context = {
        "question": question,
        "found": found,
        "total": total,
        "most": MOST_COUNTED,
        "heading": heading(question),
        "chips": _chips(filters, address, category),
        "kinds": _kind_facets(counts, tree, chosen["kind"], category, address),
        "categories": _category_facets(counts, tree, chosen["kind"], category, address),
        "next_href": address.going_on(found.next_after) if found.next_after else "",
        "first_href": address.without() if question.after else "",
    }
    if not found.cards:
        context |= {
            "near_misses": near_misses(rows, question),
            "wider_href": _wider(question, address),
            "relaxed": _relaxed(filters, question, address),
            "want_href": _want_href(filters),
        }
    return context


def heading(question: Question) -> str:
    """Where was looked, in words."""
    if question.origin is None:
        return _("anywhere")
    return _("within %(km)s km of %(place)s") % {"km": f"{question.radius_km:g}", "place": question.origin.label}


def _count(counts: Counter[int], tree: list[Node], kinds: list[str], category: Node | None) -> int:
    """How many there are of these kinds (none named: any) at or below the category."""
    return sum(
        counts[node.pk]
        for node in tree
        if (not kinds or node.kind in kinds) and (category is None or node.is_under(category.path))
    )


def _kind_facets(
    counts: Counter[int], tree: list[Node], kinds: list[str], category: Node | None, address: Address
) -> list[Facet]:
    """Each kind, to be added or taken off. What holds nothing is left out."""
    facets = [
        Facet(
            label=str(label),
            href=address.without_value("kind", value) if value in kinds else address.adding("kind", value),
            count=_count(counts, tree, [value], category),
            on=value in kinds,
        )
        for value, label in Kind.choices
    ]
    return [facet for facet in facets if facet.count or facet.on]


def _category_facets(
    counts: Counter[int], tree: list[Node], kinds: list[str], category: Node | None, address: Address
) -> list[Facet]:
    """The next level below the category that is on; at the top the groups. What holds nothing is left out."""
    depth = category.depth + 1 if category else 1
    below = [node for node in tree if node.depth == depth and (category is None or node.is_under(category.path))]
    facets = [
        Facet(node.name, address.having("category", node.slug), _count(counts, tree, kinds, node)) for node in below
    ]
    return [facet for facet in facets if facet.count]


def _chips(filters: ListingFilter, address: Address, category: Node | None) -> list[Chip]:
    """What is on, each with the address without it; the place stands in its box."""
    chosen = filters.form.cleaned_data
    chips = [Chip(f"“{chosen['q'].strip()}”", address.without("q"))] if chosen["q"].strip() else []
    if category:
        chips.append(Chip(category.name, address.without("category")))
    for name, named in (("kind", Kind), ("mode", Mode), ("condition", Condition)):
        chips += [Chip(str(named(value).label), address.without_value(name, value)) for value in chosen[name]]
    origin = filters.form.origin
    if origin:
        chips.append(Chip(capfirst(heading(filters.question())), address.without(*PLACE_NAMES, "sort")))
    return chips


def _wider(question: Question, address: Address) -> str:
    """The same search in the next wider circle; nothing where it is as wide as can be."""
    wider = next((km for km in CIRCLES_KM if km > question.radius_km), None)
    return address.having("radius_km", str(wider)) if wider and question.origin else ""


def _relaxed(filters: ListingFilter, question: Question, address: Address) -> list[Facet]:
    """What there would be without one of the things that are on."""
    chosen = filters.form.cleaned_data
    options = []
    for name in ("condition", "mode", "kind", "category"):
        if chosen[name]:
            label = _("Without: %(filter)s") % {"filter": str(filters.filters[name].label).lower()}
            rows = filters.narrowed_sets(without=frozenset({name}))
            options.append(Facet(label, address.without(name), tally(rows, question).total()))
    if question.words:
        anything = Question(None, question.origin, question.radius_km, question.sort, None)
        label = _("Without the words “%(words)s”") % {"words": chosen["q"].strip()}
        options.append(Facet(label, address.without("q"), tally(filters.narrowed_sets(), anything).total()))
    return [option for option in options if option.count]


def _want_href(filters: ListingFilter) -> str:
    """Posting a want, with what was searched for filled in."""
    chosen = filters.form.cleaned_data
    said = Address(filters.data)
    said.query.clear()
    for name, value in (
        ("title", chosen["q"].strip()),
        ("category", chosen["category"].slug if chosen["category"] else ""),
        ("kind", chosen["kind"][0] if len(chosen["kind"]) == 1 else ""),
        ("radius_km", str(chosen["radius_km"] or "")),
        ("site", str(chosen["site"] or "")),
    ):
        if value:
            said.query[name] = value
    return f"{reverse('listings:want-new')}{said}"


def typed(filters: PlaceFilter) -> dict[str, dict[str, str]]:
    """What stands in each box and what is wrong with it. A place of the map stays only while no name is typed."""
    form = filters.form
    fields = {
        name: {
            "value": str(filters.data.get(name, "")),
            "error": " ".join(str(error) for error in form.errors.get(name, [])),
        }
        for name in form.fields
    }
    if fields["place"]["value"].strip():
        fields["lat"]["value"] = fields["lon"]["value"] = fields["site"]["value"] = ""
    fields["radius_km"]["value"] = fields["radius_km"]["value"] or "25"
    return fields


def choices(filters: PlaceFilter, name: str, named: list[tuple[str, Any]]) -> list[dict[str, Any]]:  # Any: lazy labels
    """Boxes to tick, with those that are on."""
    on = filters.data.getlist(name)
    return [{"value": value, "label": label, "on": value in on} for value, label in named]


def site_links(filters: PlaceFilter, address: Address, sites: list[Site]) -> list[Facet]:
    """The visitor's own sites, as places to search from."""
    on = filters.data.get("site", "")
    return [
        Facet(site.name, address.elsewhere("site", str(site.pk), instead_of=PLACE_NAMES[:4]), 0, on == str(site.pk))
        for site in sites
    ]


def refused(filters: PlaceFilter, address: Address) -> dict[str, Any]:  # Any: as above
    """What a page prints whose question could not be read."""
    return {
        "no_points": {"type": "FeatureCollection", "features": []},
        "refused": [
            {"label": filters.form.fields[name].label or _("Address"), "error": error, "name": name}
            for name, errors in filters.form.errors.items()
            for error in errors
        ],
        "suggestions": [
            {"label": label, "href": address.having("place", label)}
            for label in getattr(filters.form, "suggestions", [])
        ],
    }

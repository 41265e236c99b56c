"""What the search page prints of its results: list, facets, what is on, and what to do where there is nothing."""

from dataclasses import replace
from typing import Any, Final

from django.urls import reverse
from django.utils.timezone import localdate, now

from listings.filters import ListingFilter
from listings.filters.forms import MOST_KM, USUAL_RADIUS
from listings.models import Condition, Kind, Mode
from listings.queries.best_page import best_page
from listings.queries.drawing import circle
from listings.queries.facets import Choice, FacetCounts, facet_counts
from listings.queries.own_first import own_first, told_first
from listings.queries.searching import FoundListings, Question, find_listings, near_misses
from listings.queries.sides import seeker_of
from listings.queries.spelling import did_you_mean
from listings.queries.tallying import MOST_COUNTED, count
from listings.queries.tree import Node, category_tree
from listings.search.keyset import Sort
from listings.views.addresses import Address
from listings.views.boxes import Facet, ticks
from listings.views.chips import all_on, chips, heading_of

#: Categories that are offered at once; the others are folded away.
_MOST_CHIPS: Final = 6
#: Circles that are offered, in kilometres or miles; any other can be typed.
CIRCLES: Final = (5, 10, 25, 50, 100, 250, 500)


def results(filters: ListingFilter, address: Address) -> dict[str, Any]:  # Any: whatever the template prints
    """The list with everything around it; the form has to be valid."""
    question = filters.question()
    found = found_for(filters, question)
    own = own_first(filters.narrowed_sets(), question, filters.organisation)
    found, own = told_first(found, own, filters.organisation, now())
    if filters.form.box is not None:
        found.points["bbox"] = filters.form.box.as_bbox()
    if found.next_after or question.after:
        found.points["clusters"] = f"{reverse('listings:search-clusters')}{address.without()}"
        if question.origin and filters.form.box is None:
            found.points["features"].append(circle(question.origin.point, question.radius_km))
    tree = category_tree()
    choice = _choice(filters, tree)
    counts = facet_counts(lambda without: filters.narrowed_sets(without=without), question, choice)
    categories = _category_facets(counts, choice, tree, address)
    heading = heading_of(filters)
    context: dict[str, Any] = {  # Any: as above
        "found": found,
        "own_first": own,
        "total": counts.total,
        "most": MOST_COUNTED,
        "heading": heading,
        "chips": chips(filters, address, heading),
        "kinds": _kind_facets(counts, choice, address),
        "categories": categories[:_MOST_CHIPS],
        "more_categories": categories[_MOST_CHIPS:],
        "modes": ticks(filters, "mode", Mode.choices, counts.modes),
        "conditions": ticks(filters, "condition", Condition.choices, counts.conditions),
        "sorts": _sorts(filters, question, address),
        "next_href": address.going_on(found.next_after) if found.next_after else "",
        "first_href": address.without() if question.after else "",
    }
    if not found.cards and not own:
        context |= _nothing(filters, question, address)
    return context


def found_for(filters: ListingFilter, question: Question) -> FoundListings:
    """The page of results, in the order asked for; the form has to be valid."""
    rows = filters.narrowed_sets()
    if question.sort is not Sort.BEST:
        return find_listings(rows, question)
    chosen = filters.form.cleaned_data
    seeker = seeker_of(filters.organisation, filters.form.site, localdate())
    said = replace(seeker, quantity=chosen["min_quantity"], needed_by=chosen["available_on"] or chosen["there_until"])
    return best_page(rows, question, said)


def _choice(filters: ListingFilter, tree: list[Node]) -> Choice:
    chosen = filters.form.cleaned_data
    category = next((node for node in tree if chosen["category"] and node.pk == chosen["category"].pk), None)
    return Choice(chosen["kind"], chosen["mode"], chosen["condition"], category)


def _kind_facets(counts: FacetCounts, choice: Choice, address: Address) -> list[Facet]:
    """Each kind, to be added or taken off. What holds nothing is left out."""
    facets = [
        Facet(
            label=str(label),
            href=address.without_value("kind", value) if value in choice.kinds else address.adding("kind", value),
            count=counts.kinds[value],
            on=value in choice.kinds,
        )
        for value, label in Kind.choices
    ]
    return [facet for facet in facets if facet.count or facet.on]


def _category_facets(counts: FacetCounts, choice: Choice, tree: list[Node], address: Address) -> list[Facet]:
    """The next level below the category that is on, the fullest first; at the top the groups. Nothing empty."""
    depth = choice.category.depth + 1 if choice.category else 1
    many: dict[str, int] = {}
    for leaf in tree:
        if counts.categories[leaf.pk]:
            above = "/".join(leaf.path.split("/")[:depth])
            many[above] = many.get(above, 0) + counts.categories[leaf.pk]
    facets = [
        Facet(node.name, address.having("category", node.slug), many[node.path])
        for node in tree
        if node.depth == depth and node.path in many and choice.holds_category(node)
    ]
    return sorted(facets, key=lambda facet: -(facet.count or 0))


def _sorts(filters: ListingFilter, question: Question, address: Address) -> list[Facet]:
    """The orders there are; by distance only from somewhere."""
    usual = Sort.DISTANCE if question.origin else Sort.NEWEST
    return [
        Facet(
            str(label),
            address.without("sort") if value == usual else address.having("sort", value),
            on=question.sort == value,
        )
        for value, label in filters.filters["sort"].field.choices
        if value and (value != Sort.DISTANCE or question.origin)
    ]


def _nothing(filters: ListingFilter, question: Question, address: Address) -> dict[str, Any]:  # Any: as above
    """What to do where there is nothing."""
    meant = did_you_mean(question.words) if question.words else None
    return {
        "did_you_mean": Facet(meant, address.having("q", meant)) if meant else None,
        "near_misses": [] if filters.form.box else near_misses(filters.narrowed_sets(), question),
        "wider_href": _wider(filters, address),
        "relaxed": _relaxed(filters, question, address),
        "want_href": _want_href(filters),
    }


def _wider(filters: ListingFilter, address: Address) -> str:
    """The same search in the next wider circle; nothing where it is as wide as can be."""
    area = filters.form.area()
    if area.origin is None or area.box is not None:
        return ""
    reached = area.radius_km / area.unit.in_km
    wider = next((radius for radius in CIRCLES if radius > reached and radius * area.unit.in_km <= MOST_KM), None)
    if wider is None:
        return ""
    said = {"radius": str(wider), "units": area.unit.value}
    return address.with_all(said, instead_of=("radius_km", "minutes"))


def _relaxed(filters: ListingFilter, question: Question, address: Address) -> list[Facet]:
    """What there would be without one of the things that are on."""
    options = []
    for on in all_on(filters):
        asked = replace(question, words=None, after=None) if on.name == "q" else replace(question, after=None)
        many = count(filters.narrowed_sets(without=frozenset({on.name})), asked)
        if many:
            options.append(Facet(on.label, address.without(on.name), many))
    return options


def _want_href(filters: ListingFilter) -> str:
    """Posting a want, with what was searched for filled in."""
    chosen, area = filters.form.cleaned_data, filters.form.area()
    is_typed = area.origin is not None and area.box is None and area.radius != USUAL_RADIUS[area.unit]
    said = {
        "title": chosen["q"].strip(),
        "category": chosen["category"].slug if chosen["category"] else "",
        "kind": chosen["kind"][0] if len(chosen["kind"]) == 1 else "",
        "radius_km": str(round(area.radius_km)) if is_typed else "",
        "site": str(chosen["site"] or ""),
    }
    return reverse("listings:want-new") + Address.of(said)


def as_collection(found: FoundListings) -> dict[str, Any]:  # Any: GeoJSON
    """The results as GeoJSON, with what their cards say."""
    features = []
    for feature, card in zip(found.points["features"], found.cards, strict=False):
        properties = {
            **feature["properties"],
            "category": card.category,
            "place": card.place,
            "distance": card.distance,
            "left": None if card.left is None else str(card.left),
            "total": None if card.total is None else str(card.total),
            "unit": card.unit,
            "when": card.when,
        }
        features.append({**feature, "id": card.map_id, "properties": properties})
    return {"type": "FeatureCollection", "features": features}

"""What the search page is measured against: the same 24 cards out of constants, in a view that does nothing else.

`/bare/` prints them by an ordinary Django template with a variable for each value: no query, no head or foot, no search
boxes, facets or map. `/nothing/` is the floor: the middleware and an empty answer.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from listings.access import searchable_listings
from listings.queries.cards import ListingCard
from listings.queries.searching import Origin, Question, find_listings
from listings.search.keyset import Sort
from marketplace.kernel.geo import Point
from marketplace.urls import urlpatterns as product
from tests.bench.search.country import NOW

LEEDS = Point(53.7955, -1.5476)
CARD = """<li class="card kind-{{ card.kind }}" data-map-id="{{ card.map_id }}"><div class="card-photo">
<img src="{{ card.photo }}" alt="{{ card.photo_alt }}" width="480" height="300" loading="lazy" decoding="async">
<p class="card-notch"><span class="kind kind-{{ card.kind }}"><svg class="icon"><use href="#kind-{{ card.kind }}">
</use></svg><span>{{ card.kind }}</span></span></p></div><div class="card-body">
<h2 class="card-title"><a href="{{ card.href }}">{{ card.title }}</a></h2><p class="card-line">{{ card.category }}</p>
<p class="card-line"><span>{{ card.place }}</span><strong>{{ card.distance }}</strong></p>
{% if card.when %}<p class="card-line">{{ card.when }}</p>{% endif %}
{% if card.total %}<div class="card-end"><div class="quantity"><span><strong>{{ card.left }}</strong> of
{{ card.total }} {{ card.unit }} left</span></div></div>{% endif %}</div></li>"""
PAGE = f"<!DOCTYPE html><title>Cards</title><ul>{{% for card in cards %}}{CARD}{{% endfor %}}</ul>"


@cache
def _template() -> Any:  # Any: Django's engines have no common type
    return engines["django"].from_string(PAGE)


@cache
def _cards() -> list[ListingCard]:
    question = Question(None, Origin("Leeds", LEEDS), 25, Sort.DISTANCE, None)
    return find_listings(searchable_listings(None, NOW.date()), question).cards


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """The cards alone."""
    return HttpResponse(_template().render({"cards": _cards()}, request))


@login_not_required
def nothing(_request: HttpRequest) -> HttpResponse:
    """Nothing."""
    return HttpResponse("ok")


urlpatterns = [*product, path("bare/", bare), path("nothing/", nothing)]

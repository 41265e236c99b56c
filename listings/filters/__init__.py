"""What listings and wants can be narrowed by: one set of filters for the pages and for the API.

A filter set checks and narrows by columns; words, place, distance and order are handed on as a `Question`, since the
nearest are looked for ring by ring (`listings.queries.searching`).
"""

from listings.filters.forms import SearchForm
from listings.filters.sets import ListingFilter, PlaceFilter, WantFilter

__all__ = ["ListingFilter", "PlaceFilter", "SearchForm", "WantFilter"]

"""Pages of driving times."""

from django.urls import URLPattern, path

from logistics.views import roads

PATTERNS: list[URLPattern] = [
    path("fleet/travel/", roads.travel, name="travel"),
    path("fleet/travel/use/", roads.travel_use, name="travel-use"),
    path("fleet/travel/set/", roads.travel_set, name="travel-set"),
    path("fleet/travel/usual/", roads.travel_usual, name="travel-usual"),
]

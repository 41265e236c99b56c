"""Pages of passports and follow-ups."""

from typing import Final

from django.urls import URLPattern, path

from logistics.views import followups, lots, passports

PATTERNS: Final[list[URLPattern]] = [
    path("lots/", lots.lots, name="lots"),
    path("custody/", passports.anchor_list, name="anchors"),
    path("follow-up/<str:token>/", followups.follow_up, name="follow-up"),
    path("i/<slug:code>/", passports.passport, name="passport"),
    path("i/<slug:code>/events.jsonld", passports.passport_events, name="passport-events"),
    path("i/<slug:code>/check/", passports.passport_check, name="passport-check"),
    path("i/<slug:code>/label/", passports.label, name="label"),
    path("i/<slug:code>/list-again/", lots.lot_relist, name="lot-relist"),
    path("i/<slug:code>/divide/", lots.lot_part, name="lot-part"),
    path("i/<slug:code>/join/", lots.lot_join, name="lot-join"),
    path("i/<slug:code>/note/", lots.lot_note, name="lot-note"),
    path("i/<slug:code>/correct/<int:number>/", lots.lot_correct, name="lot-correct"),
    path("i/<slug:code>/disclosure/", lots.lot_disclose, name="lot-disclose"),
]

"""What the gallery shows: made-up rows of the shapes that the components take."""

from datetime import UTC, datetime
from decimal import Decimal

from django import forms
from django.templatetags.static import static

from marketplace.web.forms import Form

KINDS = [("material", "Material"), ("equipment", "Equipment"), ("space", "Space")]
DAYS = [("mon", "Monday"), ("wed", "Wednesday"), ("sat", "Saturday")]
ASKED_AT = datetime(2026, 9, 1, 9, 15, tzinfo=UTC)

CARDS = [
    {
        "href": "#desks",
        "title": "Oak veneer desks, 1600 mm",
        "kind": "equipment",
        "category": "Office furniture",
        "place": "Leeds LS1",
        "distance": "2.3 km",
        "left": Decimal(18),
        "total": Decimal(24),
        "unit": "desks",
        "when": "Collect 4 to 12 September",
        "badge": "Closing soon",
        "badge_tone": "wait",
        "map_id": "1",
    },
    {
        "href": "#timber",
        "title": "Sawn softwood joists, mixed lengths up to 4.8 m, some with nail holes",
        "kind": "material",
        "category": "Timber",
        "place": "Bradford BD1",
        "distance": "14 km",
        "left": Decimal("310.5"),
        "total": Decimal(640),
        "unit": "kg",
        "when": "Collect from Monday",
        "map_id": "2",
    },
    {
        "href": "#hall",
        "title": "Ground-floor hall with kitchen",
        "kind": "space",
        "category": "Meeting rooms",
        "place": "Holbeck LS11",
        "distance": "3.1 km",
        "when": "Weekday evenings",
        "badge": "Free slots",
        "badge_tone": "good",
        "map_id": "3",
    },
]

# fmt: off
ICONS = [
    "search", "pin", "van", "box", "clock", "check", "cross", "warning", "info", "chat", "camera", "plus", "minus",
    "list", "map", "upload", "download", "report", "leaf", "person", "people", "key", "calendar", "print", "arrow",
    "back", "filter", "scales", "route", "phone", "home", "yard", "edit", "trash", "eye", "lock", "bell", "scan",
    "swap", "sun", "moon", "auto", "menu", "chevron", "external", "star", "flag", "sort", "send", "gear", "weight",
    "stairs", "mark",
]
# fmt: on

STEPS = [
    {"label": "Asked", "state": "done", "at": ASKED_AT, "by": "Amara Obi, Leeds Scouts"},
    {"label": "Accepted", "state": "done", "at": ASKED_AT.replace(hour=15), "note": "12 of the 14 asked for."},
    {"label": "Collection", "state": "now", "note": "Pick a day in the van's round.", "href": "#collection"},
    {"label": "Received", "state": "next"},
]

POINTS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
            "properties": {"id": identity, "title": title, "kind": kind, "url": f"#{identity}", "note": note},
        }
        for identity, title, kind, latitude, longitude, note in [
            ("1", "Oak veneer desks", "equipment", 53.797, -1.548, "18 left, 2.3 km"),
            ("2", "Sawn softwood joists", "material", 53.795, -1.759, "310 kg left, 14 km"),
            ("3", "Ground-floor hall", "space", 53.783, -1.560, "Weekday evenings, 3.1 km"),
        ]
    ],
}


class GalleryForm(Form):
    """One field of every sort."""

    title = forms.CharField(label="What is it?", max_length=80, help_text="As you would say it on the phone.")
    kind = forms.ChoiceField(label="Kind", choices=KINDS, widget=forms.RadioSelect)
    quantity = forms.DecimalField(
        label="How many?", min_value=1, max_digits=8, widget=forms.NumberInput(attrs={"data-unit": "items"})
    )
    weight = forms.DecimalField(
        label="Weight of one",
        required=False,
        help_text="A guess is fine; it is marked as one.",
        widget=forms.NumberInput(attrs={"data-unit": "kg"}),
    )
    grade = forms.ChoiceField(label="Condition", choices=[("", "Choose one"), ("a", "As new"), ("b", "Good")])
    collect_on = forms.DateField(label="Collect from", widget=forms.DateInput(attrs={"type": "date"}))
    days = forms.MultipleChoiceField(
        label="Dock days", choices=DAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    photos = forms.FileField(
        label="Photos", required=False, widget=forms.ClearableFileInput(attrs={"data-preview": "", "accept": "image/*"})
    )
    words = forms.CharField(label="Anything else", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agree = forms.BooleanField(label="A van with a tail lift can reach the dock")


def samples() -> dict[str, object]:
    """The rows, by the names that the gallery's template uses."""
    return {
        "cards": CARDS,
        "icons": ICONS,
        "steps": STEPS,
        "points": POINTS,
        "facts": [
            ("Condition", "Good, light marks"),
            ("Mass", "41 kg each (weighed)"),
            ("Stays until", "12 September"),
        ],
        "tabs": [
            {"label": "Waiting for me", "href": "#w", "current": True, "count": 4},
            {"label": "On their way", "href": "#o", "count": 2},
            {"label": "Done", "href": "#d"},
        ],
        "bars": [("Timber", Decimal(4210), "#t"), ("Office furniture", Decimal(2980)), ("Metals", Decimal("612.5"))],
        "photos": [{"src": static("goodsyard/img/mark.svg"), "alt": "Our mark", "width": 320, "height": 240}],
        "crumbs": [("Search", "#s"), ("Office furniture", "#f"), ("Oak veneer desks", "")],
        "left": Decimal(18),
        "total": Decimal(24),
        "much_left": Decimal("310.5"),
        "much": Decimal(640),
    }

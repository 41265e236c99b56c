"""Page components that need a little arithmetic; the plain ones are templates in ``templates/components``.

The tags are built into every template. What each looks like stands in the gallery (``web:gallery``).
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

register = template.Library()

KINDS = {"material": _("Material"), "equipment": _("Equipment"), "space": _("Space")}
#: The sign beside the words of a badge or notice, by its tone.
TONES = {"good": "check", "wait": "clock", "stop": "cross", "warn": "warning", "info": "info", "plain": "dot"}
THEMES = ("light", "dark", "auto")
THEME_COOKIE = "theme"
#: Up to so many whole things the bar of what is left shows one bay for each.
MOST_BAYS = 24

Number = int | float | Decimal


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """A sign out of our sprite; hidden from screen readers unless it is given a ``label``. ``size``: s, l or xl."""
    return _icon(name, str(label), size)


# A page of results holds a hundred signs, shapes and bars, and most of them are alike: each is written once.
@lru_cache(maxsize=512)
def _icon(name: str, label: str, size: str) -> SafeString:
    role = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    css = f"icon icon-{size}" if size else "icon"
    sprite = static("goodsyard/img/icons.svg")
    return format_html('<svg class="{}" {} focusable="false"><use href="{}#{}"></use></svg>', css, role, sprite, name)


@register.simple_tag
def kind_shape(kind: str, word: bool = True) -> SafeString:
    """The shape of a kind of listing in its colour, with its word beside it (or as its label)."""
    return _kind_shape(str(kind), str(KINDS.get(kind, kind)), word)


@lru_cache(maxsize=64)
def _kind_shape(kind: str, said: str, word: bool) -> SafeString:
    if not word:
        return format_html('<span class="kind kind-{}">{}</span>', kind, icon(f"kind-{kind}", said))
    return format_html('<span class="kind kind-{}">{}<span>{}</span></span>', kind, icon(f"kind-{kind}"), said)


@register.simple_tag
def badge(label: str, tone: str = "plain") -> SafeString:
    """A state in a word with a shape. ``tone``: good, wait, stop, warn, info or plain."""
    return format_html('<span class="badge badge-{}">{}{}</span>', tone, icon(tone_icon(tone), size="s"), label)


@register.filter
def tone_icon(tone: str) -> str:
    """The name of the sign that goes with a tone."""
    return TONES.get(tone, "dot")


@register.simple_tag(takes_context=True)
def theme_name(context: Context) -> str:
    """The theme this person chose: light, dark, or auto (what their device says)."""
    request = context.get("request")
    chosen = request.COOKIES.get(THEME_COOKIE, "auto") if request else "auto"
    return chosen if chosen in THEMES else "auto"


def plain_number(value: Number) -> str:
    """A number to read: thousands parted, no trailing zeros ("1,200", "2.5")."""
    text = f"{value:,.3f}" if isinstance(value, float) else f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(part: Number, whole: Number) -> Decimal:
    """``part`` of ``whole`` in per cent with one decimal, held between 0 and 100; 0 where there is no whole."""
    if whole <= 0:
        return Decimal(0)
    percent = Decimal(str(part)) * 100 / Decimal(str(whole))
    return min(max(percent, Decimal(0)), Decimal(100)).quantize(Decimal("0.1"))


def _bays(left: Number, total: Number) -> list[tuple[int, bool]]:
    """Where each bay of a counted bar starts and whether it is still full; nothing where bays would be too small."""
    if total != int(total) or left != int(left) or not 0 < total <= MOST_BAYS:
        return []
    return [(bay * 10, bay < left) for bay in range(int(total))]


@register.simple_tag
def quantity_bar(left: Number, total: Number, unit: str = "") -> SafeString:
    """How much is left of how much: one bay for each thing while they can be told apart, else a bar."""
    return _quantity_bar(left, total, str(unit), get_language())


@lru_cache(maxsize=4096, typed=True)
def _quantity_bar(left: Number, total: Number, unit: str, _language: str | None) -> SafeString:
    said = gettext("<strong>%(left)s</strong> of %(total)s %(unit)s left") % {
        "left": plain_number(left),
        "total": plain_number(total),
        "unit": escape(unit),
    }
    return SafeString(f'<div class="quantity">\n  <span>{said}</span>\n  {_bar(left, total)}\n</div>\n')


def _bar(left: Number, total: Number) -> str:
    """The drawing beside the words."""
    bays = _bays(left, total)
    if not bays:
        return (
            '<svg class="bar" aria-hidden="true"><rect class="bar-track" width="100%" height="10" rx="2"/>'
            f'<rect class="bar-fill" width="{share(left, total)}%" height="10" rx="2"/></svg>'
        )
    drawn = "".join(
        f'<rect class="bar-bay{" bar-bay-full" if full else ""}" x="{x}" y="0" width="8" height="10" '
        'vector-effect="non-scaling-stroke"/>'
        for x, full in bays
    )
    width = len(bays) * 10 - 2
    return f'<svg class="bar" viewBox="0 0 {width} 10" preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>'


@register.inclusion_tag("components/progress_bar.html")
def progress_bar(
    value: Number | None,
    label: str,
    maximum: Number = 100,
    id: str = "progress",  # noqa: A002  # named as the attribute it becomes
) -> dict[str, object]:
    """How far long work is, as a labelled ``<progress>``; ``value=None`` while nobody can say."""
    shown = {} if value is None else {"value": f"{value:f}" if isinstance(value, Decimal) else value}
    percent = None if value is None else int(share(value, maximum))
    return {**shown, "maximum": maximum, "label": label, "id": id, "percent": percent}


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(
    title: str, rows: Iterable[Sequence[Any]], unit: str = "", tone: str = ""
) -> dict[str, object]:  # Any: a row is (label, value) or (label, value, href)
    """A table whose rows carry a bar each: the chart and its figures in one. ``tone``: a kind or nothing."""
    listed = [(str(row[0]), row[1], str(row[2]) if len(row) > 2 else "") for row in rows]
    most = max((value for _label, value, _href in listed), default=0)
    bars = [
        {"label": label, "text": plain_number(value), "percent": share(value, most), "href": href}
        for label, value, href in listed
    ]
    return {"title": title, "bars": bars, "unit": unit, "tone": tone}


@register.inclusion_tag("components/post_button.html")
def post_button(
    url: str,
    label: str,
    *,
    kind: str = "primary",
    icon: str = "",
    confirm: str = "",
    note: str = "",
    name: str = "",
    value: str = "",
    small: bool = False,
) -> dict[str, object]:
    """A whole form of one button: POST to ``url`` with ``name=value``; ``note`` states the consequence beside it."""
    return {
        "url": url,
        "label": label,
        "kind": kind,
        "icon": icon,
        "confirm": confirm,
        "note": note,
        "name": name,
        "value": value,
        "small": small,
    }


@register.inclusion_tag("components/map.html")
def map_holder(
    id: str,  # noqa: A002  # named as the attribute it becomes
    label: str,
    *,
    points: dict[str, Any] | None = None,  # Any: GeoJSON
    data_url: str = "",
    search_form: str = "",
    size: str = "",
    fit: bool = True,
) -> dict[str, object]:
    """A map of a GeoJSON FeatureCollection, given here or fetched from ``data_url``.

    The list beside it is its equal: without JavaScript the holder shows nothing but a sentence. ``search_form`` is
    the id of a form with inputs ``lat``, ``lon`` and ``radius_km``, offered as "Search here" once the map was moved.
    """
    return {
        "id": id,
        "label": label,
        "points": points,
        "points_id": f"{id}-points",
        "data_url": data_url,
        "search_form": search_form,
        "size": size,
        "fit": fit,
        "tiles": settings.MAP_TILES,
    }


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, object]:
    """The summary above a form that was refused: every error with a link to its field."""
    listed = [
        (_anchor(form[name]), form[name].label, error) for name in form.fields for error in form.errors.get(name, [])
    ]
    return {"form_wide": form.non_field_errors(), "errors": listed, "bound": form.is_bound}


def _anchor(field: BoundField) -> str:
    """The id of the input a person should land on."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label or field.auto_id


@register.filter
def field_form(field: BoundField) -> str:
    """How a field is laid out: ``checkbox``, ``group`` (several inputs), ``file`` or ``line``."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if field.use_fieldset:
        return "group"
    return "file" if isinstance(widget, forms.FileInput) else "line"


@register.filter
def field_unit(field: BoundField) -> str:
    """What the widget's ``data-unit`` says, to stand behind the box."""
    return str(field.field.widget.attrs.get("data-unit", ""))


@register.simple_tag
def count_text(count: int, most: int = 1000) -> str:
    """A count that is exact up to ``most`` and says so beyond: "1,000+"."""
    return gettext("%(count)s+") % {"count": f"{most:,}"} if count > most else f"{count:,}"

"""Tags for what a page holds many of, or holds on every visit: written in Python, or written once and remembered."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.template import Library
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from marketplace.web.remembered import component
from marketplace.web.templatetags.goodsyard import Number, badge, icon, kind_shape, quantity_bar

register = Library()
register.tag("component", component)


@register.simple_tag
def card_list(cards: Iterable[Any], level: int = 3) -> SafeString:  # Any: as `listings.queries.cards.ListingCard`
    """The cards of a page of results."""
    return SafeString(
        "".join(
            card(
                href=one.href,
                title=one.title,
                kind=one.kind,
                category=one.category,
                photo=one.photo,
                photo_alt=one.photo_alt,
                place=one.place,
                distance=one.distance,
                travel=one.travel,
                left=one.left,
                total=one.total,
                unit=one.unit,
                when=one.when,
                note=one.soon,
                badge_label=one.shown_by,
                badge_tone="info",
                map_id=one.map_id,
                level=level,
                score=one.score,
                sentence=one.sentence,
                reasons=one.reasons,
            )
            for one in cards
        )
    )


@register.simple_tag(name="card")
def card(
    *,
    href: str,
    title: str,
    kind: str,
    category: str = "",
    photo: str = "",
    photo_alt: str = "",
    place: str = "",
    distance: str = "",
    travel: str = "",
    left: Number = 0,
    total: Number | None = None,
    unit: str = "",
    when: str = "",
    note: str = "",
    badge_label: str = "",
    badge_tone: str = "plain",
    map_id: int | str | None = None,
    level: int = 3,
    score: int | str | None = None,
    sentence: str = "",
    reasons: Sequence[object] = (),
) -> SafeString:
    """One listing as an item of a `card-list`. A value that is not there stands for nothing."""
    e, level = conditional_escape, level or 3
    lines = "".join(
        (
            f'<p class="card-line">{e(category)}</p>' if category else "",
            _where(place, distance) if place or distance else "",
            f'<p class="card-line"><span>{icon("van", size="s")} {e(travel)}</span></p>' if travel else "",
            f'<p class="card-line"><span>{icon("calendar", size="s")} {e(when)}</span></p>' if when else "",
            f'<p class="card-line"><span>{icon("clock", size="s")} {e(note)}</span></p>' if note else "",
            _why(score, sentence, reasons) if score is not None and score != "" else "",
            f'<div class="card-end">{quantity_bar(left, total, unit)}</div>' if total else "",
        )
    )
    begin, notch = _begin(str(kind), get_language())
    identity = f' data-map-id="{e(str(map_id))}"' if map_id else ""
    told = f'<p class="card-badge">{badge(badge_label, badge_tone or "plain")}</p>' if badge_label else ""
    return SafeString(
        f'{begin}{identity}>\n  <div class="card-photo">{_picture(photo, photo_alt, kind)}{notch}{told}</div>\n'
        f'  <div class="card-body">\n    <h{level} class="card-title"><a href="{e(href)}">{e(title)}</a></h{level}>'
        f"{lines}</div>\n</li>\n"
    )


@lru_cache(maxsize=64)
def _begin(kind: str, _language: str | None) -> tuple[str, str]:
    """How a card of that kind begins, and its notch."""
    return f'<li class="card kind-{conditional_escape(kind)}"', f'<p class="card-notch">{kind_shape(kind)}</p>'


def _picture(photo: str, alt: str, kind: str) -> str:
    if not photo:
        return f'<div class="card-blank">{icon(f"kind-{kind}")}</div>'
    return (
        f'<img src="{conditional_escape(photo)}" alt="{conditional_escape(alt)}" '
        'width="480" height="300" loading="lazy" decoding="async">'
    )


def _where(place: str, distance: str) -> str:
    far = f"<strong>{conditional_escape(distance)}</strong>" if distance else ""
    return f'<p class="card-line"><span>{icon("pin", size="s")} {conditional_escape(place)}</span>{far}</p>'


def _why(score: int | str | None, sentence: str, reasons: Sequence[object]) -> str:
    """Why it suits; only where results are sorted by that."""
    told = {"score": score, "sentence": sentence, "reasons": reasons}
    return get_template("listings/parts/card_why.html").render(told)


@register.simple_tag
def chip(
    *,
    label: str,
    href: str = "",
    remove: bool = False,
    on: bool = False,
    count: object = None,
    icon_name: str = "",
) -> SafeString:
    """A label in a frame; with an address it is a link, which may be on, or take away what it says."""
    e = conditional_escape
    sign = icon(icon_name, size="s") if icon_name else ""
    many = "" if count is None or count == "" else f' <span class="count">{e(str(count))}</span>'
    css = "chip chip-on" if on or (remove and href) else "chip"
    if not href:
        return SafeString(f'<span class="{css}">{sign}{e(label)}{many}</span>')
    before, behind = _without(get_language()) if remove else ("", "")
    current = ' aria-current="true"' if on else ""
    return SafeString(f'<a class="{css}" href="{e(href)}"{current}>{sign}{before}{e(label)}{many}{behind}</a>')


@lru_cache(maxsize=16)
def _without(_language: str | None) -> tuple[str, str]:
    """What stands before and behind the label of a chip that takes away what it says."""
    return f'<span class="visually-hidden">{conditional_escape(gettext("Without:"))} </span>', icon("cross", size="s")

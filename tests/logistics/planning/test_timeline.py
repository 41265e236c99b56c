"""The picture is well-formed, says in words what it shows, and carries no style and no script."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

from hypothesis import given, settings

from logistics.planning.network import Network
from logistics.planning.problem import Problem
from logistics.planning.repair import construct
from logistics.planning.timeline import WIDTH, Words, timeline_svg
from tests.logistics.planning.days import HOUR, day, days, job, shift, visit
from tests.logistics.planning.test_insertion import finished

SVG = "{http://www.w3.org/2000/svg}"


def picture() -> tuple[str, ET.Element]:
    problem = day(
        job("<b>&", visit(1, (9 * HOUR, 10 * HOUR)), visit(5), kg=50),
        job("two", visit(6, (12 * HOUR, 14 * HOUR)), visit(7)),
        shifts=(shift('van"1', breaks=((11 * HOUR, 13 * HOUR, 30),)),),
    )
    net = Network(problem)
    (route,) = finished(net, construct(net)).routes
    text = timeline_svg(problem, route, labels={"two": "Chairs for the hall"})
    return text, ET.fromstring(text)  # noqa: S314  (our own text)


def test_it_has_a_name_and_a_description() -> None:
    _text, svg = picture()
    assert svg.get("role") == "img"
    named = {child.get("id"): child.text for child in svg if child.tag in {f"{SVG}title", f"{SVG}desc"}}
    assert svg.get("aria-labelledby") == " ".join(str(name) for name in named)
    assert list(named.values()) == [
        'The van"1: 08:50 to 14:05',
        "2 jobs, 14 km, driving 140 min, at stops 20 min, waiting 125 min.",
    ]


def test_every_bar_says_what_it_is() -> None:
    _text, svg = picture()
    bars = [(bar.get("class"), bar.findtext(f"{SVG}title")) for bar in svg.iter(f"{SVG}rect")]
    assert ("tl-pickup", "Pick up <b>&, 09:00 to 09:05") in bars
    assert ("tl-delivery", "Deliver Chairs for the hall, 12:15 to 12:20") in bars or any(
        css == "tl-delivery" and text and text.startswith("Deliver Chairs for the hall") for css, text in bars
    )
    assert ("tl-window", "<b>&: possible 09:00 to 10:00") in bars
    assert any(css == "tl-break" for css, _text in bars)
    assert all(text for _css, text in bars)


def test_no_style_no_script_no_handler() -> None:
    text, _svg = picture()
    assert not re.search(r"style|script|\son\w+=", text)


def test_another_language() -> None:
    problem = day(job("a", visit(1), visit(2)))
    net = Network(problem)
    (route,) = finished(net, construct(net)).routes
    text = timeline_svg(problem, route, words=replace(Words(), title="{shift} von {start} bis {finish}"))
    assert "The van von 08:00 bis 08:50" in text


@settings(max_examples=40, deadline=None)
@given(days())
def test_any_route_fits_the_picture(problem: Problem) -> None:
    net = Network(problem)
    for route in finished(net, construct(net)).routes:
        svg = ET.fromstring(timeline_svg(problem, route))  # noqa: S314  (our own text)
        for bar in svg.iter(f"{SVG}rect"):
            x, width = float(bar.get("x", "")), float(bar.get("width", ""))
            assert 0 <= x <= x + width <= WIDTH

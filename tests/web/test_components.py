"""Components: the arithmetic behind bars, and what a reader is told."""

import re
from decimal import Decimal
from inspect import getsource

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory

from marketplace.web.templatetags import goodsyard
from marketplace.web.templatetags.goodsyard import count_text, plain_number, share
from marketplace.web.views.samples import ICONS


def drawn(source: str, **names: object) -> str:
    return re.sub(r"\s+", " ", Template(source).render(Context(names))).strip()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1200, "1,200"),
        (Decimal("2.50"), "2.5"),
        (Decimal("18.00"), "18"),
        (Decimal("1E+3"), "1,000"),
        (0.5, "0.5"),
    ],
)
def test_numbers_are_plain(value: int | float | Decimal, text: str) -> None:
    assert plain_number(value) == text


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(1, 3, "33.3"), (5, 4, "100.0"), (-1, 4, "0.0"), (1, 0, "0"), (Decimal("0.1"), Decimal("0.3"), "33.3")],
)
def test_share_stays_between_nothing_and_all(part: int | Decimal, whole: int | Decimal, percent: str) -> None:
    assert share(part, whole) == Decimal(percent)


def test_counted_things_have_a_bay_each() -> None:
    html = drawn('{% quantity_bar left=2 total=5 unit="desks" %}')
    assert "<strong>2</strong> of 5 desks left" in html
    assert html.count('class="bar-bay') == 5
    assert html.count("bar-bay-full") == 2
    assert 'viewBox="0 0 48 10"' in html


@pytest.mark.parametrize(("left", "total"), [(Decimal("2.5"), Decimal(5)), (20, 25), (Decimal(1), Decimal("4.5"))])
def test_other_amounts_have_one_bar(left: Decimal, total: Decimal) -> None:
    html = drawn("{% quantity_bar left total %}", left=left, total=total)
    assert "bar-bay" not in html
    assert html.count('class="bar-fill"') == 1


def test_nothing_in_all_does_not_divide_by_zero() -> None:
    assert 'width="0%"' in drawn("{% quantity_bar 0 0 %}")


def test_bar_chart_is_a_table_with_its_figures() -> None:
    html = drawn(
        '{% bar_chart "By material" rows unit="kg" %}', rows=[("Timber", Decimal(40), "/t"), ("<b>", Decimal(10))]
    )
    assert html.count('<th scope="row">') == 2
    assert '<a href="/t">Timber</a>' in html
    assert "&lt;b&gt;" in html
    assert "40 kg" in html
    assert 'width="25.0%"' in html


def test_bar_chart_of_nothing_says_so() -> None:
    assert "Nothing yet." in drawn('{% bar_chart "By material" rows %}', rows=[])


def test_progress_without_a_value_is_indeterminate() -> None:
    assert re.search(r"<progress[^>]*value=", drawn('{% progress_bar value=None label="Reading" %}')) is None
    assert 'value="30"' in drawn('{% progress_bar value=30 maximum=60 label="Rows" %}')
    assert "50 %" in drawn('{% progress_bar value=30 maximum=60 label="Rows" %}')


def test_icon_is_hidden_unless_labelled() -> None:
    assert 'aria-hidden="true"' in drawn('{% icon "van" %}')
    assert 'role="img" aria-label="By &lt;van&gt;"' in drawn('{% icon "van" label=words %}', words="By <van>")


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    sprite = (settings.BASE_DIR / "static/goodsyard/img/icons.svg").read_text()
    drawn_icons = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = set(ICONS)
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        named |= set(re.findall(r'\{% icon "([\w-]+)"', template.read_text()))
    assert named - drawn_icons == set()


def test_state_is_told_by_word_and_shape() -> None:
    html = drawn('{% badge "Refused" "stop" %}')
    assert "Refused" in html
    assert "#cross" in html


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (1000, "1,000"), (1001, "1,000+")])
def test_count_is_exact_to_a_thousand(count: int, text: str) -> None:
    assert count_text(count) == text


def test_post_button_carries_its_token_and_its_question() -> None:
    request = RequestFactory().get("/")
    html = Template('{% post_button "/claims/1/" "Accept" confirm="Sure?" name="decision" value="yes" %}').render(
        Context({"csrf_token": "t0ken", "request": request})
    )
    assert 'method="post" action="/claims/1/"' in html
    assert 'name="csrfmiddlewaretoken" value="t0ken"' in html
    assert 'data-confirm="Sure?"' in html
    assert 'name="decision" value="yes"' in html


def test_every_component_stands_in_the_gallery_or_in_another() -> None:
    folder = settings.BASE_DIR / "templates"
    places = [*folder.glob("components/*.html"), folder / "web/gallery.html", folder / "base.html"]
    shown = "".join(path.read_text() for path in places) + getsource(goodsyard)
    assert [path.name for path in folder.glob("components/*.html") if f"components/{path.name}" not in shown] == []

"""What is remembered of a component: alike for the same values, nothing of a visitor, never unsafe for safe."""

from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils.safestring import SafeString
from django.utils.translation import override

from marketplace.web.remembered import MOST_KEPT, ComponentNode

FACT = '{% component "components/nav_item.html" with href=href path="" icon_name="van" label=label %}'


def drawn(template: Template, **values: object) -> str:
    return template.render(Context(values))


def kept(template: Template) -> int:
    return sum(len(node.kept) for node in template.nodelist if isinstance(node, ComponentNode))


def test_same_values_are_written_once_and_others_anew() -> None:
    template = Template(FACT)
    assert "Oak" in drawn(template, href="/a", label="Oak")
    assert drawn(template, href="/a", label="Oak") == drawn(template, href="/a", label="Oak")
    assert kept(template) == 1
    assert "Pine" in drawn(template, href="/a", label="Pine")
    assert kept(template) == 2


def test_unsafe_text_is_never_taken_for_the_safe_one_that_equals_it() -> None:
    template = Template(FACT)
    assert "<b>x</b>" in drawn(template, href="/", label=SafeString("<b>x</b>"))
    assert "&lt;b&gt;x" in drawn(template, href="/", label="<b>x</b>")
    assert "<b>x</b>" in drawn(template, href="/", label=SafeString("<b>x</b>"))


def test_nothing_of_the_page_or_the_visitor_is_seen_inside() -> None:
    template = Template('{% component "components/theme_switch.html" %}{% component "components/sign_in.html" %}')
    page = template.render(RequestContext(RequestFactory().get("/x"), {"csrf_token": "s3cret"}))
    assert "s3cret" not in page
    assert "<form" not in page


def test_each_language_has_its_own() -> None:
    template = Template(FACT)
    for language in ("en-gb", "de"):
        with override(language):
            drawn(template, href="/", label="Oak")
    assert kept(template) == 2


def test_memory_is_bounded_and_what_cannot_be_compared_is_not_kept() -> None:
    template = Template(FACT)
    for number in range(MOST_KEPT + 5):
        drawn(template, href="/", label=number)
    assert kept(template) == 5
    assert "[1]" in drawn(template, href="/", label=[1])
    assert "x" * 300 in drawn(template, href="/", label="x" * 300)
    assert kept(template) == 5


def test_card_and_chip_escape_what_people_wrote() -> None:
    evil = '"><script>'
    card = '{% card href=e title=e kind="material" category=e photo=e photo_alt=e place=e distance=e travel=e when=e %}'
    for source in (card, "{% chip label=e href=e count=e remove=True %}"):
        page = drawn(Template(source), e=evil)
        assert "<script" not in page
        assert "&quot;&gt;&lt;script&gt;" in page

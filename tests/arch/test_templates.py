"""Templates print: every one is used, none carries code, each that is named exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.template.utils import get_app_template_dirs

from tests.arch import rules, source

NAMED = re.compile(r"[\w\-./]+\.(?:html|txt)")
#: Django looks for these by itself.
BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}


@cache
def _names() -> frozenset[str]:
    """Every name of a template that stands in code or in another template."""
    found: set[str] = set()
    for path in source.python_files(*source.CODE, "tests"):
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update(NAMED.findall(node.value))
    for name in source.templates():
        found.update(NAMED.findall(source.text("templates" / name)))
    return frozenset(found)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Names that code puts together: f"{room}/part.html" as an expression."""
    patterns = []
    for path in source.python_files(*source.CODE):
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.JoinedStr):
                pieces = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w\-]+" for part in node.values
                ]
                if pieces and re.search(r"\\\.(html|txt)$", pieces[-1]):
                    patterns.append(re.compile("".join(pieces)))
    return tuple(patterns)


def _overrides(name: Path) -> bool:
    """Whether a package has a template of this name, which ours then stands in for."""
    return any((Path(folder) / name).exists() for folder in get_app_template_dirs("templates"))


@cache
def _mails() -> frozenset[str]:
    """Every string in code: a mail is named there without its ending, for it is text and HTML."""
    return frozenset(
        node.value
        for path in source.python_files(*source.CODE)
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _is_used(name: Path) -> bool:
    given = name.as_posix()
    return (
        given in _names()
        or (_is_mail(name) and name.with_suffix("").as_posix() in _mails())
        or given in BY_DJANGO
        or any(pattern.fullmatch(given) for pattern in _patterns())
        or _overrides(name)
    )


def _is_mail(name: Path) -> bool:
    return "mail" in name.parts


def test_every_template_is_used() -> None:
    assert [str(name) for name in source.templates() if not _is_used(name)] == []


def test_every_template_compiles() -> None:
    """And with it every template that it extends or includes by name."""
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)
    for name in source.templates():
        engine.get_template(name.as_posix())


def test_every_template_that_is_named_exists() -> None:
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)
    for path in source.python_files(*source.CODE):
        for node in ast.walk(source.tree(path)):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"[\w-]+(/[\w-]+)+\.html", node.value)
            ):
                engine.get_template(node.value)


def test_templates_carry_no_code() -> None:
    problems = [
        f"{name}: {problem}"
        for name in source.templates()
        if name.suffix == ".html"
        for problem in rules.inline_code(source.text("templates" / name), mail=_is_mail(name))
    ]
    assert problems == []


@pytest.mark.parametrize(
    "line",
    [
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        '<p class="x" style="color: red">',
        '<a href="#" onclick="go()">',
        '<button hx-on:click="go()">',
        '<a href="javascript:go()">',
        "{{ text|safe }}",
        "{% autoescape off %}",
    ],
)
def test_the_rule_for_code_sees_it(line: str) -> None:
    assert len(rules.inline_code(line)) == 1


@pytest.mark.parametrize(
    "line",
    [
        '<script src="{% static \'x.js\' %}" type="module"></script>',
        '<script type="application/json" id="points">{}</script>',
        '{# <p style="x"> #}',
        "<p>come on = stay</p>",
        '<input name="only" value="on">',
    ],
)
def test_the_rule_for_code_lets_ordinary_pages_be(line: str) -> None:
    assert rules.inline_code(line) == []


def test_mail_has_its_styles_inline() -> None:
    assert rules.inline_code('<p style="color: #111">', mail=True) == []
    assert rules.inline_code("<script>x</script>", mail=True) != []

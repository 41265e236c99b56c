"""What is committed: the agreed top level, nothing of one machine, requirements that agree, decision records."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.arch import rules, source

TOP_LEVEL = {
    "README.md",
    "listings",
    "logistics",
    "manage.py",
    "marketplace",
    "pyproject.toml",
    "static",
    "templates",
    "tests",
}
DECISIONS = Path("marketplace", "decisions")
REQUIREMENTS = Path("marketplace", "requirements")
WORDS = {".css", ".csv", ".html", ".js", ".json", ".md", ".po", ".py", ".svg", ".toml", ".txt", ".yml", ".yaml", ""}


def _pins(name: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+==\S+)", source.text(REQUIREMENTS / name), re.MULTILINE))


def _declared() -> list[str]:
    project = tomllib.loads(source.text(Path("pyproject.toml")))["project"]
    return [re.split(r"[^\w-]", line, maxsplit=1)[0].lower() for line in project["dependencies"]]


def test_nothing_else_is_visible_at_the_top() -> None:
    visible = {path.parts[0] for path in source.tracked() if not path.parts[0].startswith(".")}
    assert sorted(visible - TOP_LEVEL) == []


def test_nothing_names_a_registry_or_a_machine_or_opens_anything() -> None:
    leaks = [
        f"{path}: {problem}"
        for path in source.tracked()
        if path.suffix in WORDS
        for problem in rules.leak(source.text(path))
    ]
    assert leaks == []


def test_requirements_name_no_address_and_pin_by_hash() -> None:
    for name in ("runtime.txt", "dev.txt"):
        text = source.text(REQUIREMENTS / name)
        assert "://" not in text
        assert "--hash=sha256:" in text
        assert [line for line in text.splitlines() if line.startswith("-")] == []


def test_development_requirements_contain_the_runtime_ones() -> None:
    assert sorted(_pins("runtime.txt") - _pins("dev.txt")) == []


def test_every_dependency_is_pinned() -> None:
    pinned = {pin.split("==")[0] for pin in _pins("runtime.txt")}
    assert sorted(set(_declared()) - pinned) == []


def test_every_dependency_says_what_it_is_for() -> None:
    lines = source.text(Path("pyproject.toml")).split("\ndependencies = [\n")[1].split("\n]")[0].splitlines()
    assert [line for line in lines if not re.search(r"#\s+\S", line)] == []


def test_decision_records_are_numbered_and_have_their_headings() -> None:
    records = sorted(path for path in source.tracked() if path.parent == DECISIONS)
    assert [path.name[:4] for path in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    assert [path.name for path in records if not re.fullmatch(r"\d{4}(-[a-z0-9]+)+\.md", path.name)] == []
    problems = [f"{path}: {problem}" for path in records for problem in rules.misshapen_record(source.text(path))]
    assert problems == []


@pytest.mark.parametrize(
    "line",
    [
        "pip install --index" + "-url x",
        "see /ro" + "ot/thing",
        '"/ho' + 'me/someone/x"',
        "-----BEGIN RSA PRIVATE" + " KEY-----",
        "sk_li" + "ve_abcdefabcdefabcdef",
        "AK" + "IAABCDEFGHIJKLMNOP",
    ],
)
def test_the_rule_for_leaks_sees_one(line: str) -> None:
    assert len(rules.leak(line)) == 1


@pytest.mark.parametrize("line", ["https://example.org/home/page", "work/around", "href='/workshop/'", "~/home/x"])
def test_the_rule_for_leaks_lets_ordinary_words_be(line: str) -> None:
    assert rules.leak(line) == []


def test_the_rule_for_records_sees_a_misshapen_one() -> None:
    sound = "# 0001: Title\n\n## Context\n## Decision\n## Rejected\n## Consequences\n"
    assert rules.misshapen_record(sound) == []
    assert len(rules.misshapen_record(sound.replace("## Rejected\n", ""))) == 1
    assert len(rules.misshapen_record(sound.replace("0001: ", ""))) == 1

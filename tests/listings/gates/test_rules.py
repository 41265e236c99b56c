"""Which gates stand before which goods, and what opens them."""

from datetime import date, timedelta

import pytest

from listings import gates
from listings.gates import QUALITY, Shown, Subject
from listings.taxonomy import CategoryData, load

TODAY = date(2026, 9, 15)


def subject(leaf: CategoryData, condition: str = "good") -> Subject:
    path = f"{leaf.group_slug}/{leaf.section_slug}/{leaf.slug}"
    return Subject(leaf.slug, path, "" if leaf.safety == "none" else leaf.safety, condition, leaf.kind)


def named(slug: str, condition: str = "good") -> Subject:
    return subject(next(leaf for leaf in load() if leaf.slug == slug), condition)


@pytest.mark.parametrize(
    ("slug", "keys"),
    [
        ("desks", []),
        ("timber", []),
        ("hall", []),
        ("office-chairs", ["fire_label", QUALITY]),
        ("laptops", ["data_wipe", QUALITY]),
        ("desktops", ["data_wipe", "pat", QUALITY]),
        ("cookers", ["pat", "gas", QUALITY]),
        ("care-beds", ["pat", "loler", QUALITY]),
        ("ladders", ["ladder", QUALITY]),
        ("wheelchairs", [QUALITY]),
        ("childrens-clothing", [QUALITY]),
    ],
)
def test_goods_have_the_gates_of_their_kind(slug: str, keys: list[str]) -> None:
    assert [gate.key for gate in gates.gates_of(named(slug))] == keys


def test_every_gate_of_the_tree_is_known_and_every_leaf_for_more_is_in_the_tree() -> None:
    leaves = {leaf.slug: leaf for leaf in load()}
    assert {leaf.safety for leaf in leaves.values()} - {"none"} <= set(gates.SAFETY)
    assert set(gates.FURTHER) <= set(leaves)
    assert {leaf.group_slug for leaf in leaves.values() if leaf.kind != "space"} == set(gates.CHECKLISTS)


def test_each_gate_says_which_rule_it_comes_from() -> None:
    assert all(gate.source and gate.asks and gate.name for gate in gates.SAFETY.values())


def test_the_checklist_is_asked_of_all_goods_and_stops_only_some() -> None:
    desks, chairs = named("desks"), named("office-chairs")
    assert [gate.key for gate in gates.asked_of(desks)] == [QUALITY]
    assert gates.asked_of(chairs) == gates.gates_of(chairs)
    assert gates.asked_of(named("hall")) == ()


def test_what_goes_for_parts_is_not_tested_but_wiped() -> None:
    assert [gate.key for gate in gates.gates_of(named("desktops", "for_parts"))] == ["data_wipe"]


def test_a_gate_is_open_up_to_the_last_day_of_what_was_shown() -> None:
    asked = gates.gates_of(named("care-beds"))
    shown = [Shown("pat"), Shown(QUALITY), Shown("loler", TODAY)]
    assert gates.missing(asked, shown, TODAY) == ()
    assert [gate.key for gate in gates.missing(asked, shown, TODAY + timedelta(days=1))] == ["loler"]
    again = [*shown, Shown("loler", TODAY + timedelta(days=180))]
    assert gates.missing(asked, again, TODAY + timedelta(days=1)) == ()

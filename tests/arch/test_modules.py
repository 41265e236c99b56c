"""How modules are shaped: length, names, layers, actions, the clock."""

import ast
import tomllib
from pathlib import Path

import pytest

from tests.arch import rules, source

#: What follows from another action or is set off by the clock, so that nobody acts. Adding one is a decision.
WITHOUT_ACTOR = frozenset(
    {
        "alert",
        "anchor_heads",
        "ask_due",
        "catch_up",
        "copy_to_owner",
        "copy_to_people",
        "count_receipts",
        "count_hours",
        "count_terms",
        "credit_kept",
        "decide_due",
        "expire",
        "expire_due",
        "expire_wants",
        "issue_all",
        "price",
        "refuse",
        "remove_expired",
        "remove_old",
        "fit_again",
        "follow_last_day",
        "follow_site",
        "inform_giver",
        "inform_requester",
        "lapse_due",
        "give_back",
        "mind_days",
        "mind_offers",
        "pass_turn",
        "remind_of_papers",
        "ask_other_side",
        "remind_to_sign",
        "reversal",
        "settle",
        "forget_legs",
        "forget_told",
        "tell_poster",
        "tell_wishers",
        "tell_ring",
        "forget",
        "forget_misses",
        "forget_positions",
        "load_factor_sets",
        "load_references",
        "load_parameters",
        "note_miss",
        "notify",
        "notify_address",
        "notify_person",
        "open_due",
        "open_collection",
        "open_thread",
        "plan_series",
        "ring",
        "ring_due",
        "remind_due",
        "run_search",
        "run_searches",
        "send_due",
        "send_to",
        "send_written",
        "sync_categories",
        "tell",
        "tell_asked",
        "claim_occurrence",
        "post_days",
        "post_due",
        "tell_giver",
        "tell_takers",
    }
)
#: Rows of ours that other packages make, handing in no moment: sign-up belongs to allauth.
MADE_BY_OTHERS = frozenset({Path("marketplace/organisations/models/people.py")})
INTERFACES = frozenset({"views", "api"})
BELOW_INTERFACES = frozenset({"actions", "queries", "access", "gateways", "models"})


def _contracts() -> dict[str, dict[str, list[str]]]:
    configuration = tomllib.loads(source.text(Path("pyproject.toml")))
    return {contract["id"]: contract for contract in configuration["tool"]["importlinter"]["contracts"]}


def _told(path: Path, problems: list[str]) -> list[str]:
    return [f"{path}: {problem}" for problem in problems]


def _pure_modules() -> set[str]:
    """Dotted names of the modules that a room's contract has below its models."""
    found = set()
    for contract in _contracts().values():
        layers = contract.get("layers", [])
        below = layers[layers.index("(models)") + 1 :] if "(models)" in layers else []
        names = [name.strip(" ()") for layer in below for name in layer.replace(":", "|").split("|")]
        found |= {f"{container}.{name}" for container in contract.get("containers", []) for name in names}
    return found


def test_modules_are_short() -> None:
    long = [told for path in source.python_files() for told in _told(path, rules.too_long(source.text(path)))]
    assert long == []


def test_no_module_is_named_for_nothing() -> None:
    banned = [
        path for path in source.python_files() if rules.BANNED_NAMES & {part.removesuffix(".py") for part in path.parts}
    ]
    assert banned == []


def test_views_and_api_use_no_manager() -> None:
    used = [
        told
        for path in source.python_files(*source.CODE)
        if source.layer(path) in INTERFACES
        for told in _told(path, rules.manager_used(source.tree(path)))
    ]
    assert used == []


def test_actions_take_keywords_an_actor_and_a_moment() -> None:
    loose = [
        told
        for path in source.python_files(*source.CODE)
        if source.layer(path) == "actions"
        for told in _told(path, rules.loose_action(source.tree(path), without_actor=WITHOUT_ACTOR))
    ]
    assert loose == []


def test_action_modules_are_gerunds() -> None:
    modules = [path for path in source.python_files(*source.CODE) if source.layer(path) == "actions"]
    assert [path for path in modules if path.stem != "__init__" and not path.stem.endswith("ing")] == []


def test_below_the_interfaces_nothing_reads_the_clock() -> None:
    pure = {name.replace(".", "/") for name in _pure_modules()}
    read = [
        told
        for path in source.python_files(*source.CODE)
        if source.layer(path) in BELOW_INTERFACES or any(str(path).startswith(name) for name in pure)
        if path not in MADE_BY_OTHERS
        for told in _told(path, rules.clock_read(source.tree(path)))
    ]
    assert read == []


def test_no_moment_may_be_left_out() -> None:
    optional = [
        told
        for path in source.python_files(*source.CODE)
        for told in _told(path, rules.optional_moment(source.tree(path)))
    ]
    assert optional == []


def test_every_pure_module_is_held_to_know_no_framework() -> None:
    there = {
        name
        for name in _pure_modules()
        if (source.ROOT / f"{name.replace('.', '/')}.py").exists() or (source.ROOT / name.replace(".", "/")).is_dir()
    }
    assert sorted(there - set(_contracts()["pure"]["source_modules"])) == []


def test_every_part_of_the_project_package_has_its_place() -> None:
    """The stack's contract cannot be exhaustive itself: it spans three packages."""
    placed = {name.strip() for layer in _contracts()["stack"]["layers"] for name in layer.split("|")}
    placed |= {"marketplace.settings", "marketplace.env", "marketplace.bootstrap", "marketplace.__init__"}
    there = {f"marketplace.{path.parts[1].removesuffix('.py')}" for path in source.python_files("marketplace")}
    assert sorted(there - placed) == []


LONG = "x = 1\n" * 351
POSITIONAL = "def claim(listing, *, by, now): ..."
NO_ACTOR = "def claim(*, listing, now): ..."
DEFAULT_MOMENT = "def claim(*, listing, by, now=None): ..."
SOUND = "def claim(*, listing, by, now): ...\ndef _inner(listing): ..."


def test_the_rules_see_what_they_are_for() -> None:
    """Each rule, shown what it forbids and what it allows."""
    assert rules.too_long(LONG) != []
    assert rules.too_long(LONG[:-6]) == []
    assert rules.manager_used(ast.parse("Listing.objects.all()")) == ["line 1: .objects"]
    assert rules.manager_used(ast.parse("visible_to(who)")) == []
    assert rules.clock_read(ast.parse("from django.utils.timezone import now")) == ["line 1: imports now"]
    assert rules.clock_read(ast.parse("timezone.now()")) == ["line 1: timezone.now"]
    assert rules.clock_read(ast.parse("DateTimeField(auto_now_add=True)")) == ["line 1: auto_now_add"]
    assert rules.clock_read(ast.parse("from django.utils.timezone import localtime")) == []
    assert rules.optional_moment(ast.parse("def a(x, now=None): ...")) == ["a has a default for now"]
    assert rules.optional_moment(ast.parse("def a(x=1, *, now): ...")) == []


@pytest.mark.parametrize(
    ("code", "problems"),
    [
        (POSITIONAL, ["claim takes positional arguments"]),
        (NO_ACTOR, ["claim takes no by="]),
        (DEFAULT_MOMENT, ["claim has a default for now="]),
        (SOUND, []),
    ],
)
def test_the_rule_for_actions_sees_what_it_is_for(code: str, problems: list[str]) -> None:
    assert rules.loose_action(ast.parse(code)) == problems


def test_an_action_of_the_clock_needs_no_actor() -> None:
    assert rules.loose_action(ast.parse(NO_ACTOR), without_actor=frozenset({"claim"})) == []

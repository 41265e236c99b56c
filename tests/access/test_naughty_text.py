"""What nobody should type, typed into every field of every form and into every parameter of every address.

No answer is a 5xx; what was typed is kept where it is refused, and never becomes markup.
"""

import ast
import html
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from marketplace.organisations.models import Role
from tests.access.cases import Case
from tests.access.page_forms import PageForm, forms_of
from tests.access.table import CASES, NOT_OURS
from tests.access.world import PARTIES, World

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db

MARKUP: Final = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
#: Printable: kept as typed where it is refused.
PRINTABLE: Final = {
    "right to left": "\u202eevil\u202c עברית",
    "formula": "=1+1",
    "markup": MARKUP,
    "emoji": "👩\u200d🏭🦺",
    "templates": "{{ 7|add:7 }} %(x)s {0} %s",
    "long": "x" * 10_000,
    "huge": "1" + "0" * 30,
    "power": "1e30",
    "not a number": "NaN",
    "endless": "-Infinity",
    "raised": "²",
    "digits of elsewhere": "٣",
}
TEXTS: Final[dict[str, bytes]] = {
    **{name: text.encode() for name, text in PRINTABLE.items()},
    "NUL": b"a\x00b",
    "surrogate": b"a\xed\xa0\x80b",
    "bad UTF-8": b"\xff\xfe",
    "blank": b" \t ",
}
#: Those that break single fields while all others are sound. On PostgreSQL, whose columns take no NUL and fewer digits:
#: NUL in each field and the number that is too large in every fifth; on SQLite one of the rest by turns.
KILLERS: Final = ("NUL", "surrogate", "long", "huge", "not a number", "raised")
_BY_TURNS: Final = KILLERS[1:]
#: Those for fields that are chosen from, ticked or hidden.
CHOICE_KILLERS: Final = ("NUL", "huge")
#: Those for addresses whose page asks for nothing: a parameter that is read all the same meets each way to fail.
UNASKED: Final = ("NUL", "surrogate", "bad UTF-8", "markup", "huge", "not a number")
#: Forms on other people's pages that hold fields of ours.
OTHER_PAGES: Final = ("account_signup", "account_login", "account_reset_password")
#: Pages that say what they are about in their query.
QUERIES: Final = {"listings:listing-new": ("?kind=material", "?kind=equipment", "?kind=space")}
#: Forms on pages of a state that this world is not in, by their fields: who belongs to two organisations chooses one,
#: who was invited accepts, what is not counted yet is, the driver on the way arrives, what was offered is confirmed.
ELSEWHERE: Final = {
    "organisations:switch": ("organisation", "next"),
    "organisations:invitation": (),
    "impact:report-count": (),
    "impact:factors": ("year", "version", "published_on", "sha256"),
    "impact:factors-load": ("year", "version", "published_on", "sha256"),
    "impact:reference-keep": ("name", "source", "year", "licence", "digest", "filename", "item"),
    "impact:reference-switch": ("is_on", "uses_footprints"),
    "impact:parameters": (),
    "impact:parameter-set": ("verdict", "note"),
    "impact:area": ("area", "year"),
    "impact:file-again": (),
    "logistics:stop-arrive": (),
    "logistics:stop-errand": (),
    "logistics:collection-fetch": ("at",),
    "logistics:collection-labels": (),
    "logistics:load-arrived": (),
    "logistics:quote-hire": ("price_pence",),
    "logistics:travel-use": (),
    "logistics:travel-usual": (),
    "logistics:deed-new": (),
    "logistics:run-sharing": ("share",),
    "logistics:run-position": (),
    "logistics:planning-stop": (),
    "logistics:plan-ask": ("kind", "minutes", "day"),
    "logistics:shift-lengthen": ("minutes",),
    "logistics:receipt-taken-back": ("quantity",),
    "logistics:receipt-pass-on": (),
    "logistics:offer-no": (),
    "logistics:driving-home-forget": (),
    "logistics:driving-wish": ("place", "radius_km", "kinds"),
    "logistics:driving-wish-stop": (),
    "logistics:season-end": ("why",),
    "logistics:season-put-on": ("ticket", "mass_kg", "is_estimate", "container_count"),
    "logistics:wish-stop": (),
    "logistics:storage-put-down": (),
    "logistics:offer-back": ("why",),
    "logistics:offer-withdraw": (),
    "listings:claim-confirm": (),
    "listings:claim-extend": (),
    "listings:claim-no-show": ("reason",),
    "listings:booking-no-show": ("reason",),
    "listings:loan-not-longer": (),
    "listings:promise-appeal": ("words",),
    "listings:recurrence-resume": (),
    "listings:recurrence-take-up": (),
    "listings:standing-break-remove": (),
    "listings:calendar-new": ("space",),
    "listings:decision-new": ("listing", "keeps_line", "digest", "then"),
}


@dataclass
class Sent:
    """A form as it was found, who found it, and the name of the address that it goes to."""

    name: str
    form: PageForm
    client: Client


def _browser(case: Case, world: World) -> Client:
    return world.parties[case.shown_to].clients[Role.ADMINISTRATOR]


def _name_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def _addresses(case: Case, world: World) -> list[str]:
    day = timezone.localtime(world.moves.draft_shift.starts_at).date().isoformat()
    queries = {**QUERIES, "logistics:plan": ("", f"?day={day}")}.get(case.name, ("",))
    return [case.url(world) + query for query in queries]


def _readers(case: Case) -> list[str]:
    """Whose administrators open it: each sees other forms."""
    assert case.get is not None
    return list(PARTIES) if case.get.public else [case.shown_to, *(case.get.parties or {})]


@pytest.fixture(scope="module")
def pages(world: World) -> list[tuple[str, Client, str]]:
    """Every page of ours as those who may open it: its address, their browser, what it says."""
    found = []
    for case in CASES:
        if case.get is None or case.answers == (404,) or case.get.parties == {}:
            continue
        for word, url in product(_readers(case), _addresses(case, world)):
            browser = world.parties[word].clients[Role.ADMINISTRATOR]
            response = browser.get(url)
            text = response.getvalue().decode(errors="replace")
            if response.headers["Content-Type"].startswith("text/html"):
                found.append((url, browser, text))
    others = [reverse(name) for name in OTHER_PAGES]
    return found + [(url, Client(), Client().get(url).content.decode()) for url in others]


@pytest.fixture(scope="module")
def forms(world: World, pages: list[tuple[str, Client, str]]) -> list[Sent]:
    """Each POST form once, however many pages it is on."""
    found: dict[tuple[str, tuple[str, ...]], Sent] = {}
    for url, browser, text in pages:
        for form in forms_of(text, url=url):
            name = _name_of(form.action)
            if form.method == "post" and (not name.startswith(NOT_OURS) or name in OTHER_PAGES):
                found.setdefault((name, tuple(form.names)), Sent(name, form, browser))
    for case in CASES:
        if case.name in ELSEWHERE and case.post is not None:
            form = PageForm("post", case.url(world), {}, list(ELSEWHERE[case.name]))
            found[case.name, ()] = Sent(case.name, form, _browser(case, world))
    return list(found.values())


def _problem(response: "Answer", typed: str) -> str:
    """Nothing, or what is wrong with an answer: a fault of ours, text that became markup, or text that got lost."""
    if response.status_code >= 500:
        fault = getattr(response, "exc_info", None)  # set by the test client for an exception
        return f"{response.status_code} {fault[1]!r:.300}" if fault else str(response.status_code)
    said = response.getvalue()
    if b"<script>alert" in said or b"onerror=alert(1)>" in said:
        return "the text became markup"
    if response.status_code == 422 and typed and html.escape(typed) not in said.decode():
        return "what was typed is gone"
    return ""


def _tried(client: Client, url: str, body: bytes | None, typed: str) -> str:
    """Send it, follow where it leads, and undo it all."""
    client.raise_request_exception = False
    with transaction.atomic():
        if body is None:
            response = client.get(url)
        else:
            response = client.post(url, body, content_type="application/x-www-form-urlencoded")
        told = _problem(response, typed)
        place = response.headers.get("Location", "")
        if not told and response.status_code in {302, 303} and place.startswith("/"):
            told = _problem(client.get(place), "")
        transaction.set_rollback(True)
    client.raise_request_exception = True
    return told


def _killers(turn: int) -> tuple[str, ...]:
    by_turns = _BY_TURNS[turn % len(_BY_TURNS)]
    if connection.vendor == "sqlite":
        return (by_turns,)
    return ("NUL", by_turns) if by_turns == "huge" else ("NUL",)


def _bodies(form: PageForm, turn: int) -> Iterator[tuple[str, bytes, str]]:
    """What to call it, the body, and the text that has to be kept if the answer is a refusal. Of the words for all
    fields at once each form meets every third, by turns."""
    sound = {name: values for name, values in form.values.items() if name != "csrfmiddlewaretoken"}
    fields = [name for name in form.names if name != "csrfmiddlewaretoken"]
    for number, (word, text) in enumerate(TEXTS.items(), start=turn):
        if number % 3 or (word in KILLERS and len(fields) > 1):
            continue  # those are below, in each field for itself
        kept = PRINTABLE.get(word, "") if form.typed else ""
        yield f"all {word}", urlencode(dict.fromkeys(fields, text)).encode(), kept
    for place, name in enumerate(fields):
        for word in _killers(turn + place) if name in form.typed else CHOICE_KILLERS[place % 2 :][:1]:
            kept = PRINTABLE.get(word, "") if name in form.typed else ""
            yield f"{name} {word}", urlencode({**sound, name: [TEXTS[word]]}, doseq=True).encode(), kept


def test_every_field_of_every_form_stands_anything(forms: list[Sent]) -> None:
    problems = []
    for turn, sent in enumerate(forms):
        for what, body, kept in _bodies(sent.form, turn):
            told = _tried(sent.client, sent.form.action, body, kept)
            if told:
                problems.append(f"{sent.name} {what}: {told}")
    assert problems == []


def test_every_address_that_takes_a_form_has_one_on_a_page(forms: list[Sent]) -> None:
    takes = {case.name for case in CASES if case.post is not None and case.post.parties != {}}
    assert takes - {sent.name for sent in forms} == set()


def _parameters(repository: Path) -> set[str]:
    """The names that any view reads from an address, and those that the searches filter by."""
    from listings.filters import ListingFilter, WantFilter

    names = {*ListingFilter.base_filters, *WantFilter.base_filters}
    for room in ("listings", "logistics", "marketplace"):
        for path in (repository / room).rglob("*.py"):
            names |= {name for node in ast.walk(ast.parse(path.read_text())) for name in _read_from_address(node)}
    return names


def _read_from_address(node: ast.AST) -> Iterator[str]:
    """`…GET.get("x")`, `…GET.getlist("x")` and `…GET["x"]`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        source, key = node.func.value, node.args[0]
    elif isinstance(node, ast.Subscript):
        source, key = node.value, node.slice
    else:
        return
    if isinstance(source, ast.Attribute) and source.attr == "GET" and isinstance(key, ast.Constant):
        yield str(key.value)


def test_every_parameter_of_every_address_stands_anything(
    world: World, pages: list[tuple[str, Client, str]], repository: Path
) -> None:
    everywhere, problems = sorted(_parameters(repository)), []
    each = {urlsplit(url).path: (url, browser, text) for url, browser, text in reversed(pages)}
    for url, browser, text in each.values():
        own = {name for form in forms_of(text, url=url) if form.method == "get" for name in form.names}
        tries = [(f"all {word}", dict.fromkeys(everywhere, TEXTS[word])) for word in (TEXTS if own else UNASKED)]
        tries += [
            (f"{name} {word}", {name: TEXTS[word]}) for turn, name in enumerate(sorted(own)) for word in _killers(turn)
        ]
        for what, query in tries:
            told = _tried(browser, f"{urlsplit(url).path}?{urlencode(query)}", None, "")
            if told:
                problems.append(f"{url} {what}: {told}")
    assert problems == []


@pytest.mark.parametrize("word", sorted(TEXTS))
def test_every_part_of_an_address_stands_anything(word: str, world: World) -> None:
    said, client = quote(TEXTS[word][:300], safe=""), world.giver.clients[Role.ADMINISTRATOR]
    addresses = [f"/{said}/"]
    for case in CASES:
        values = tuple(str(value) for value in case.kwargs(world).values())
        parts = case.url(world).split("/")
        at = [index for index, part in enumerate(parts) if values and part.startswith(values)]
        addresses += ["/".join([*parts[:index], said, *parts[index + 1 :]]) for index in at]
    told = {address: _tried(client, address, None, "") for address in addresses}
    assert {address: problem for address, problem in told.items() if problem} == {}

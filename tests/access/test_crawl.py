"""Everything that a page offers to somebody is theirs: each link opens, each form goes where their role may send it."""

from collections import deque
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from marketplace.organisations.models import Role
from tests.access.cases import Case, Rule
from tests.access.page_forms import forms_of
from tests.access.table import CASES, NOT_OURS
from tests.access.world import World

pytestmark = pytest.mark.django_db

#: Who goes round: party and role; nobody has neither.
VISITORS: Final = [
    ("", ""),
    ("giver", Role.LISTER),
    ("giver", Role.REPORTER),
    ("receiver", Role.REQUESTER),
    ("carrier", Role.COORDINATOR),
    ("carrier", Role.DRIVER),
    ("stranger", Role.ADMINISTRATOR),
]
#: The table tries it on somebody else's membership; one's own everybody may end.
ANYBODY_LEAVES: Final = "organisations:membership-end"
#: How many pages of one address are opened: with other queries it is the same page of other rows.
OF_EACH: Final = 3


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if value and (tag, name) in {("a", "href"), ("img", "src")}]


def _offered(text: str, url: str) -> list[str]:
    """Addresses of ours that the page links to, in order."""
    links = _Links()
    links.feed(text)
    addresses = [urljoin(url, link.split("#")[0]) for link in links.found if link.split("#")[0]]
    return [one for one in addresses if one.startswith("/") and not one.startswith(("/static/", "/media/"))]


def _allows(rule: Rule, role: str) -> bool:
    """Whether the table lets this role at all; whose the row is, is another test's question."""
    if rule.public or rule.signed_in:
        return True
    if rule.own is not None:
        return role in rule.own
    return any(role in roles for roles in (rule.parties or {}).values())


def _sent_to(text: str, url: str) -> list[str]:
    """The names of the addresses of ours that forms on the page are posted to."""
    actions = [form.action for form in forms_of(text, url=url) if form.method == "post"]
    names = [resolve(urlsplit(action).path).view_name for action in actions]
    return [name for name in names if not name.startswith((*NOT_OURS, ANYBODY_LEAVES))]


def _may_send(name: str, role: str) -> bool:
    cases: list[Case] = [case for case in CASES if case.name == name and case.post is not None]
    return any(case.post is not None and _allows(case.post, role) for case in cases)


@pytest.mark.parametrize(("party", "role"), VISITORS)
def test_what_is_offered_can_be_done(party: str, role: str, world: World) -> None:
    browser = world.parties[party].clients[role] if party else Client()
    waiting, opened, told = deque(["/"]), dict[str, int](), []
    linked_from = {"/": ""}
    while waiting:
        url = waiting.popleft()
        path = urlsplit(url).path
        opened[path] = opened.get(path, 0) + 1
        if opened[path] > OF_EACH:
            continue
        response = browser.get(url)
        if response.status_code >= 400:
            told.append(f"{url}: {response.status_code}, linked from {linked_from[url]}")
        text = response.getvalue().decode(errors="replace")
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            continue
        fresh = [one for one in dict.fromkeys(_offered(text, url)) if one not in linked_from]
        linked_from |= dict.fromkeys(fresh, url)
        waiting += fresh
        told += [f"{url} has a form for {name}" for name in _sent_to(text, url) if not _may_send(name, role)]
    assert told == []
    assert len(opened) > 5

"""A real Chromium against a live server: what goes wrong in it (console, CSP, a missing file, a 5xx) fails the test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    WebError,
    expect,
    sync_playwright,
)
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from marketplace.bootstrap import system
from marketplace.organisations.models import User

# Playwright's synchronous interface runs an event loop in this thread, which Django would take for an async view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

DESKTOP = (1440, 900)
PHONE = (390, 844)
#: A machine that is busy with other things is no fault of the page's.
PATIENCE_MS = 20_000
ARGUMENTS = (
    "--no-sandbox",  # containers run as root, whom the sandbox refuses; only pages of our own are opened
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is a browser test, before anything is selected by marker."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Watch:
    """Collects what a person would not see on the page and should never happen behind it."""

    def __init__(self, context: BrowserContext) -> None:
        self.problems: list[str] = []
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A refusal (422) is logged by Chromium as an error too: the answers themselves are looked at below. Being
        # offline is what some tests are about.
        expected = ("Failed to load resource: the server responded", "net::ERR_INTERNET_DISCONNECTED")
        if message.type == "error" and not any(words in message.text for words in expected):
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self.problems.append(f"script: {error.error}")

    def _response(self, response: Response) -> None:
        asked_for = response.request.resource_type in {"document", "fetch", "xhr"}
        if response.status >= 500 or (response.status >= 400 and not asked_for):
            self.problems.append(f"{response.status}: {response.url}")


class Visit(Protocol):
    """Open a browser of its own for one person and give its page; addresses are relative to the live server."""

    def __call__(self, *, phone: bool = False, javascript: bool = True, dark: bool = False) -> Page: ...


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session; each visit has a context of its own in it."""
    path = system.chromium()
    if path is None:
        pytest.fail(f"No browser: {system.CHROMIUM.words()}")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer, settings: Settings) -> Iterator[Visit]:
    """Opens browsers, and afterwards fails the test for anything that went wrong in one of them."""
    settings.SITE_URL = live_server.url
    opened: list[tuple[BrowserContext, Watch]] = []

    def open_one(*, phone: bool = False, javascript: bool = True, dark: bool = False) -> Page:
        width, height = PHONE if phone else DESKTOP
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            has_touch=phone,
            is_mobile=phone,
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(PATIENCE_MS)
        opened.append((context, Watch(context)))
        return context.new_page()

    yield open_one
    problems = [problem for _, watch in opened for problem in watch.problems]
    for context, _ in opened:
        context.close()
    if problems:
        pytest.fail("behind the pages:\n" + "\n".join(problems))


@pytest.fixture
def page(visit: Visit) -> Page:
    """A desktop browser."""
    return visit()


@pytest.fixture
def phone_page(visit: Visit) -> Page:
    """A phone: 390 by 844, touch."""
    return visit(phone=True)


@pytest.fixture
def nojs_page(visit: Visit) -> Page:
    """A desktop browser that runs no scripts."""
    return visit(javascript=False)


@pytest.fixture
def sign_in(live_server: LiveServer) -> Callable[[Page, User], None]:
    """Sign a person in without the sign-in page (which has tests of its own)."""

    def sign_in_as(page: Page, user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    return sign_in_as


#: Fonts are there, what moves has come to rest, and two frames were drawn since: colours are what a person sees.
_SETTLED: Final = """async () => {
  await document.fonts.ready;
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Assert that axe finds nothing on the page as it stands."""
    checker = Axe()

    def finds_nothing(page: Page) -> None:
        page.evaluate(_SETTLED)
        found = checker.run(page).response["violations"]
        told = [
            f"{page.url} {violation['id']}: {node['failureSummary']}: {node['html'][:200]}"
            for violation in found
            for node in violation["nodes"]
        ]
        if told:
            pytest.fail("axe found:\n" + "\n".join(told))

    return finds_nothing

"""The ground that the browser tests stand on: what goes wrong behind a page is seen."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import Watch

PAGES = {
    "/sound": (200, "<!doctype html><html lang=en-GB><title>Sound</title><main><h1>Sound</h1></main></html>"),
    "/broken": (500, "<!doctype html><title>Broken</title>"),
    "/refused": (422, "<!doctype html><title>Refused</title>"),
    "/noisy": (200, "<!doctype html><title>Noisy</title><script>console.error('oh')</script>"),
    "/failing": (200, "<!doctype html><title>Failing</title><script>nothing.here()</script>"),
    "/inline": (200, "<!doctype html><title>Inline</title><p style='color: red'>red</p>"),
    "/pictureless": (200, "<!doctype html><title>No picture</title><img src='/missing.png' alt=''>"),
    "/nowhere": (404, "<!doctype html><title>Not found</title>"),
    "/unnamed": (
        200,
        "<!doctype html><html lang=en-GB><title>Unnamed</title><main><h1>A</h1><img src='data:,'></main>",
    ),
}


def _answer(route: Route) -> None:
    path = "/" + route.request.url.split("/", 3)[3]
    status, body = PAGES.get(path, (404, ""))
    policy = {"Content-Security-Policy": "style-src 'self'"} if path == "/inline" else {}
    route.fulfill(status=status, body=body, content_type="text/html", headers=policy)


@pytest.fixture
def watched(browser: Browser) -> Iterator[tuple[Page, Watch]]:
    context = browser.new_context(base_url="http://localhost")
    context.route("**/*", _answer)
    watch = Watch(context)
    yield context.new_page(), watch
    context.close()


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/broken", "500: http://localhost/broken"),
        ("/noisy", "console: oh"),
        ("/failing", "script: nothing is not defined"),
        ("/inline", "console: "),
        ("/pictureless", "404: http://localhost/missing.png"),
    ],
)
def test_what_goes_wrong_is_seen(watched: tuple[Page, Watch], path: str, seen: str) -> None:
    page, watch = watched
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert [problem[: len(seen)] for problem in watch.problems] == [seen]


@pytest.mark.parametrize("path", ["/sound", "/refused", "/nowhere"])
def test_a_refusal_is_nothing_wrong(watched: tuple[Page, Watch], path: str) -> None:
    page, watch = watched
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert watch.problems == []


def test_axe_is_content_with_a_sound_page(watched: tuple[Page, Watch], axe: Callable[[Page], None]) -> None:
    page, _ = watched
    page.goto("/sound")
    axe(page)


def test_axe_finds_what_is_wrong(watched: tuple[Page, Watch], axe: Callable[[Page], None]) -> None:
    page, _ = watched
    page.goto("/unnamed")
    with pytest.raises(pytest.fail.Exception, match="image-alt"):
        axe(page)

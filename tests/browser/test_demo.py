"""The README's first command: a region loaded, a site and a worker running, and everybody can walk in."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect

from marketplace.demo.people import PASSWORD, SIGN_INS

ROOT = Path(settings.BASE_DIR)

pytestmark = pytest.mark.sqlite


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration of its own, from an empty folder."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "TASKS", "EMAIL_URL"}}
    folder = tmp_path_factory.mktemp("demo")
    place = {**kept, "GOODSYARD_DATA": str(folder), "PYTHONUNBUFFERED": "1", "DEBUG": "1"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(port)]
    told = folder / "told.txt"
    with told.open("w") as out, subprocess.Popen(command, env=place, stdout=out, stderr=subprocess.STDOUT) as process:
        try:
            yield _address(process, told)
        finally:
            process.terminate()
            process.wait(30)


def _address(process: "subprocess.Popen[bytes]", told: Path) -> str:
    for _ in range(600):
        if found := re.search(r"Goodsyard runs at (\S+)", told.read_text()):
            return found.group(1)
        try:
            process.wait(1)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(f"the demonstration did not start:\n{told.read_text()[-3000:]}")


def test_everybody_who_is_named_walks_into_a_lived_in_region(demo: str, browser: Browser) -> None:
    for _does, email in SIGN_INS:
        context = browser.new_context(base_url=demo)
        page = context.new_page()
        page.goto("/account/login/")
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).first.click()
        expect(page).not_to_have_url(re.compile("login"))
        page.goto("/search/?place=Leeds&radius_km=100")
        expect(page.locator(".card-list > li").nth(19)).to_be_visible()
        context.close()

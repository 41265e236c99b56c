"""The example of the README is run as it stands there, against a server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from listings.models import Listing
from tests import make
from tests.make.api import token
from tests.make.listings import category


@pytest.mark.django_db(transaction=True)
def test_the_example_of_the_readme_lists_and_polls(live_server: LiveServer, repository: Path) -> None:
    giver = make.organisation()
    category("pedestals")
    make.claim(make.listing(giver, site=make.site(giver)))
    text = (repository / "README.md").read_text(encoding="utf-8").partition("## The API\n")[2].partition("\n## ")[0]
    example = text.partition("```python\n")[2].partition("```")[0]
    told = subprocess.run(
        [sys.executable, "-c", example],
        env={**os.environ, "GOODSYARD_TOKEN": token(giver)[1], "GOODSYARD_URL": live_server.url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.stderr == ""
    assert told.stdout.startswith("listed ")
    assert " asks for " in told.stdout
    assert Listing.objects.filter(title="Desk pedestals", state="published").count() == 1

"""`python -m tests.bench.api --data FOLDER [--listings 300] [--rounds 200]`: a search by the API against a bare view.

The p50 of `GET /api/v1/listings` with a radius, and of a bare Django REST framework view that serialises 24 constant
rows with the same fields, in turns in one process, through the same middleware, on SQLite. FOLDER is outside the
project.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.search.engines import surroundings


def main() -> int:
    """Exit status 0; the figures go to standard output."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.api")
    parser.add_argument("--data", type=Path, required=True, help="a folder outside the project")
    parser.add_argument("--listings", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    options.data.mkdir(parents=True, exist_ok=True)
    os.environ.update(surroundings(options.data, ""))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _measure(options.listings, options.rounds)
    return 0


def _bare(items: list[dict[str, Any]]) -> Any:  # Any: a view
    """A view of Django REST framework that serialises these rows and does nothing else."""
    from rest_framework.decorators import api_view, authentication_classes, permission_classes
    from rest_framework.request import Request
    from rest_framework.response import Response

    from marketplace.api.serializers.listings import ListingItem

    @api_view(["GET"])
    @authentication_classes([])
    @permission_classes([])
    def bare(_request: Request) -> Response:
        return Response({"items": ListingItem(items, many=True).data, "next": None})

    return bare


def _measure(listings: int, rounds: int) -> None:
    from django.conf import settings
    from django.test import Client
    from django.urls import path

    from marketplace import urls
    from marketplace.api.queries.listings import item_of, own_rows
    from tests import make
    from tests.make.api import token

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.API_LIMITS = dict.fromkeys(settings.API_LIMITS, 10**9)
    giver = make.organisation()
    site = make.site(giver)
    for number in range(listings):
        make.listing(giver, site=site, title=f"Desks {number}")
    rows = [item_of(row) for row in own_rows(giver, "").order_by("-pk")[:24]]
    urls.urlpatterns.append(path("bench/bare", _bare(rows)))
    browser, bearer = Client(), {"Authorization": f"Bearer {token(make.organisation())[1]}"}
    asked = {"ours": "/api/v1/listings?lat=53.79&lon=-1.55&radius_km=25", "bare": "/bench/bare"}
    times: dict[str, list[float]] = {name: [] for name in asked}
    for _round in range(rounds + 20):
        for name, address in asked.items():
            begun = time.perf_counter()
            answer = browser.get(address, headers=bearer)
            times[name].append((time.perf_counter() - begun) * 1000)
            assert (answer.status_code, len(answer.json()["items"])) == (200, 24), answer.content
    ours, bare = (statistics.median(times[name][20:]) for name in ("ours", "bare"))
    sys.stdout.write(f"p50: search {ours:.2f} ms, bare view {bare:.2f} ms, {ours / bare:.2f} times\n")


if __name__ == "__main__":
    sys.exit(main())

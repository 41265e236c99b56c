"""What is sent and how: tokens, limits, tags, pages, bodies that mean nothing; every refusal is a problem."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from django.utils import timezone

from marketplace.api.actions.issuing import revoke
from marketplace.api.models import ApiToken
from marketplace.api.scopes import Scope
from marketplace.organisations.models import Membership, OrganisationKind, Role
from tests import make
from tests.make.api import Program, program, token
from tests.make.listings import category

pytestmark = pytest.mark.django_db


def _problem(answer: HttpResponse) -> tuple[int, str]:
    """Its status and code; it has to be a whole problem."""
    said = json.loads(answer.content)
    assert answer["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "code", "detail"} <= said.keys()
    assert said["status"] == answer.status_code
    return answer.status_code, said["code"]


def test_a_token_is_kept_as_a_hash_and_opens_nothing_once_it_ended() -> None:
    organisation = make.organisation()
    lister = make.member(organisation, Role.LISTER)
    row, text = token(organisation, by=lister)
    reader = Program(text)
    said = json.loads(reader.get("token").content)
    assert (said["organisation"]["slug"], said["roles"]) == (organisation.slug, ["lister"])
    assert text not in json.dumps(list(ApiToken.objects.values()), default=str)
    row.refresh_from_db()
    assert row.last_used_on == timezone.localdate()

    ApiToken.objects.update(made_at=timezone.now() - timedelta(days=9), expires_at=timezone.now())
    assert _problem(reader.get("token")) == (401, "token_refused")
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert reader.get("token").status_code == 200
    Membership.objects.of(lister).delete()
    assert _problem(reader.get("token")) == (401, "token_refused")
    other, second = token(organisation)
    revoke(token=other, by=make.administrator(organisation), now=timezone.now())
    answer = Program(second).get("token")
    assert _problem(answer) == (401, "token_refused")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert _problem(Client().get("/api/v1/token")) == (401, "token_missing")  # type: ignore[arg-type]  # the client's


def test_an_administrator_makes_a_token_is_shown_it_once_and_takes_it_back() -> None:
    organisation = make.organisation()
    browser, url = make.client(make.administrator(organisation), organisation), reverse("api:tokens")
    assert "API tokens" in browser.get(reverse("organisations:manage")).content.decode()
    assert browser.post(url, {"name": "x", "days": "9"}).status_code == 422
    made = browser.post(url, {"name": "Asset register", "scopes": ["listings:read"], "days": "30"})
    text = made.content.decode().partition("<code>gy_")[2].partition("<")[0]
    reader = Program(f"gy_{text}")
    assert reader.get("listings").status_code == 200
    assert _problem(reader.get("claims")) == (403, "scope_missing")
    assert text not in browser.get(url).content.decode()
    row = ApiToken.objects.get()
    assert browser.post(reverse("api:token-revoke", args=[row.pk])).status_code == 302
    assert _problem(reader.get("listings")) == (401, "token_refused")


@override_settings(API_LIMITS={"reads": 2, "writes": 1, "strangers": 1})
def test_limits_are_told_and_held() -> None:
    reader = program(make.organisation())
    left = [reader.get("sites")["RateLimit-Remaining"] for _ in range(2)]
    assert left == ["1", "0"]
    answer = reader.get("sites")
    assert _problem(answer) == (429, "too_many_requests")
    assert 1 <= int(answer["Retry-After"]) <= 60
    stranger = Program("gy_nobody")
    assert [stranger.get("sites").status_code for _ in range(2)] == [401, 429]


def test_tags_save_reading_and_keep_changes_of_others() -> None:
    organisation = make.organisation()
    site, writer = make.site(organisation), program(organisation)
    seen = writer.get(f"sites/{site.pk}")
    assert writer.get(f"sites/{site.pk}", **{"If-None-Match": seen["ETag"]}).status_code == 304
    assert _problem(writer.patch(f"sites/{site.pk}", {"name": "x"})) == (428, "if_match_missing")
    changed = writer.patch(f"sites/{site.pk}", {"name": "North yard"}, **{"If-Match": seen["ETag"]})
    assert json.loads(changed.content)["name"] == "North yard"
    assert changed["ETag"] == writer.get(f"sites/{site.pk}")["ETag"]
    late = writer.patch(f"sites/{site.pk}", {"name": "South yard"}, **{"If-Match": seen["ETag"]})
    assert _problem(late) == (412, "changed_meanwhile")
    listing = make.listing(organisation, site=site)
    stale = writer.post(f"listings/{listing.pk}/withdraw", **{"If-Match": '"old"'})
    assert _problem(stale) == (412, "changed_meanwhile")
    listing.refresh_from_db()
    assert listing.state == "published"


def test_a_list_goes_on_without_skipping_or_repeating() -> None:
    organisation = make.organisation()
    sites = {make.site(organisation).pk for _ in range(5)}
    reader, read, path = program(organisation), list[int](), "sites?limit=2"
    while path:
        said = json.loads(reader.get(path).content)
        read += [one["id"] for one in said["items"]]
        path = (said["next"] or "").replace("http://testserver", "")
    assert (len(read), set(read)) == (5, sites)
    for wrong in ("limit=0", "limit=101", "limit=x", "after=-1", "after=" + "9" * 40, "after=%F0"):
        assert _problem(reader.get(f"sites?{wrong}")) == (400, "bad_parameter"), wrong
    assert _problem(reader.get("sites?limt=2")) == (400, "unknown_parameter")
    assert _problem(reader.get("listings?radius_km=abc")) == (400, "invalid_fields")
    found = reader.get("listings?lat=53.79&lon=-1.54", Accept="application/geo+json")
    assert (found["Content-Type"], json.loads(found.content)["type"]) == ("application/geo+json", "FeatureCollection")
    assert _problem(reader.get("sites", Accept="text/csv"))[0] == 406


BODIES: list[tuple[bytes, int, str]] = [
    (b"{", 400, "unreadable_body"),
    (b"[]", 400, "invalid_body"),
    (b'"x"', 400, "invalid_body"),
    (b"\xff\xfe", 400, "unreadable_body"),
    (b"[" * 100_000, 400, "unreadable_body"),
    (b'{"a":' * 500 + b"1" + b"}" * 500, 400, "unreadable_body"),
    (b'{"title": "a", "title": "b"}', 400, "unreadable_body"),
    (b'{"quantity": NaN}', 400, "unreadable_body"),
    (b'{"quantity": -Infinity}', 400, "unreadable_body"),
    (b'{"quantity": 1e999999999}', 400, "unreadable_body"),
    (b'{"quantity": ' + b"9" * 5_000 + b"}", 400, "unreadable_body"),
    (b'{"title": "\\ud800"}', 400, "unreadable_body"),
    (b'{"\\ud800": 1}', 400, "unreadable_body"),
    (b'{"title": "' + b"x" * 1_100_000 + b'"}', 413, "body_too_large"),
    (b'{"nothing": 1}', 400, "invalid_fields"),
    (b"{}", 400, "invalid_fields"),
]
GOOD: dict[str, Any] = {"kind": "equipment", "title": "x", "category": "pedestals", "quantity": 1}  # Any: JSON
WRONG: list[Any] = [None, True, 1, -1, 1.5, 10**30, "", "x" * 5000, "\x00", "a\x07", "é" * 200, [], [[]], {}, {"a": []}]


@override_settings(API_LIMITS={"reads": 9999, "writes": 9999, "strangers": 9})
def test_no_body_is_too_strange_for_an_answer() -> None:
    organisation = make.organisation()
    site, writer = make.site(organisation), program(organisation)
    category("pedestals")
    for raw, status, code in BODIES:
        assert _problem(writer.post("listings", raw)) == (status, code), raw[:40]
    assert _problem(writer.post("listings", b"a=1", **{"Content-Type": "text/plain"})) == (
        415,
        "unsupported_media_type",
    )
    fields = ("title", "category", "quantity", "unit", "site", "price_pence", "is_waste", "must_be_gone_by", "kind",
              "unit_mass_kg", "publish", "mode", "reference")  # fmt: skip
    good = {**GOOD, "site": site.pk}
    for name in fields:
        for value in WRONG:
            answer = writer.post("listings", {**good, name: value})
            assert answer.status_code in {201, 400, 422}, (name, value, answer.content)
            if answer.status_code != 201:
                said = json.loads(answer.content)
                assert _problem(answer)[0] == answer.status_code
                assert name in {one["field"] for one in said.get("errors", [])} or said["code"] == "unreadable_body"


def test_whatever_the_address_is_the_answer_is_a_problem() -> None:
    reader = program(make.organisation())
    assert _problem(reader.get("listings/999999999999999999999"))[0] == 404
    assert _problem(reader.get("nothing/here")) == (404, "not_found")
    assert _problem(reader.get("listings?q=%00")) == (400, "bad_request")
    answer = reader.patch("claims", {})
    assert _problem(answer)[0] == 405
    assert "GET" in answer["Allow"]


def test_lists_cost_the_same_for_one_row_and_three() -> None:
    giver, asker = make.organisation(), make.organisation(OrganisationKind.CHARITY)
    here, there, reader = make.site(giver), make.site(asker), program(giver)
    lists = ("listings", "listings/own", "claims", "wants", "wants/own", "sites", "collections", "matches", "bookings")

    def costs() -> list[int]:
        told = []
        for path in lists:
            with CaptureQueriesContext(connection) as queries:
                assert reader.get(path).status_code == 200
            told.append(len(queries))
            assert [one["sql"] for one in queries if one["sql"].startswith(("BEGIN", "INSERT", "UPDATE"))] == []
        return told

    reader.get("token")
    make.accepted_claim(make.listing(giver, site=here), organisation=asker, site=there)
    make.want(giver, site=here)
    one = costs()
    for _ in range(2):
        make.accepted_claim(make.listing(giver, site=here), organisation=asker, site=there)
        make.want(giver, site=here)
    assert costs() == one
    assert max(one) <= 8, dict(zip(lists, one, strict=True))


def test_a_scope_more_is_no_role_more() -> None:
    organisation = make.organisation()
    reporter = program(organisation, by=make.member(organisation, Role.REPORTER), scopes=[Scope.LISTINGS_WRITE])
    assert _problem(reporter.post("listings", GOOD)) == (403, "role_missing")

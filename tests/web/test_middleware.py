"""What every request passes through: addresses that no database can look up, a database that is too busy."""

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory

from marketplace.web.middleware import BusyDatabase, LeadUploads


@pytest.mark.parametrize("path", ["/yard/%00", "/yard/?q=%00", "/yard/?q=a&%00=b", "/organisations/a%00b/"])
def test_nul_in_the_address_is_answered_in_words(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 400
    assert "That address cannot be read" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["%ED%A0%80", "%FF%FE", "%E2%80%AE", "%F0%9F%AA%91", "'; drop table x; --", "%25%30%30"]
)
def test_other_odd_characters_pass(typed: str) -> None:
    assert Client().get(f"/places/?q={typed}").status_code == 200


def _answer(error: Exception) -> HttpResponse | None:
    def never(request: HttpRequest) -> HttpResponse:
        raise AssertionError

    return BusyDatabase(never).process_exception(RequestFactory().get("/"), error)


@pytest.mark.parametrize(
    "words",
    ["database is locked", "canceling statement due to lock timeout", "deadlock detected", "database table is locked"],
)
def test_a_busy_database_asks_to_come_back(words: str) -> None:
    answer = _answer(OperationalError(words))
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert "The yard is very busy" in answer.content.decode()


@pytest.mark.parametrize("error", [OperationalError("disk I/O error"), ValueError("lock")])
def test_other_errors_are_not_called_busy(error: Exception) -> None:
    assert _answer(error) is None


def test_a_form_sent_by_script_is_told_where_to_go() -> None:
    lead = LeadUploads(lambda request: HttpResponseRedirect("/runs/1/"))
    plain = lead(RequestFactory().post("/stops/1/proof/"))
    assert (plain.status_code, plain["Location"]) == (302, "/runs/1/")
    led = lead(RequestFactory().post("/stops/1/proof/", headers={"X-Upload": "1"}))
    assert (led.status_code, led["X-Location"], led.has_header("Location")) == (204, "/runs/1/", False)

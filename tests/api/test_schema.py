"""The OpenAPI document is valid, complete, and says what the page about it prints."""

import json
import warnings
from pathlib import Path
from typing import Any

import drf_spectacular
import jsonschema
import pytest
from django.test import Client
from django.urls import reverse

from marketplace.api import urls
from marketplace.api.schema import document
from marketplace.api.scopes import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:  # Any: JSON
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return document()


def _operations(said: dict[str, Any]) -> list[dict[str, Any]]:  # Any: as above
    return [one for methods in said["paths"].values() for one in methods.values()]


def test_the_document_is_valid_openapi_3_1(said: dict[str, Any]) -> None:  # Any: as above
    assert said["openapi"].startswith("3.1")
    rules = Path(drf_spectacular.__file__).parent / "validation" / "openapi_3_1_schema.json"
    plain = json.loads(json.dumps(said, default=str))
    jsonschema.Draft202012Validator(json.loads(rules.read_text(encoding="utf-8"))).validate(plain)
    names = {f"#/components/schemas/{name}" for name in plain["components"]["schemas"]}
    assert {one for one in _references(plain) if one not in names} == set()


def _references(value: Any) -> list[str]:  # Any: as above
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [one for held in value.values() for one in _references(held)]
    return [one for held in value for one in _references(held)] if isinstance(value, list) else []


def test_every_operation_is_described_with_its_refusals(said: dict[str, Any]) -> None:  # Any: as above
    operations = _operations(said)
    served = sum(len(vars(pattern.callback)["view_class"].operations) for pattern in urls.ADDRESSES)
    assert len(operations) == served
    assert len({one["operationId"] for one in operations}) == served
    assert [one["operationId"] for one in operations if not one.get("summary")] == []
    assert [
        one["operationId"] for one in operations if not {"400", "401", "403", "429"} <= one["responses"].keys()
    ] == []
    told = json.dumps(said, default=str)
    assert [scope for scope in Scope if f"`{scope}`" not in told] == []


def test_the_page_prints_every_operation_and_runs_no_code(said: dict[str, Any]) -> None:  # Any: as above
    page = Client().get(reverse("api:docs"))
    text = page.content.decode()
    assert page.status_code == 200
    assert [one["operationId"] for one in _operations(said) if f'id="{one["operationId"]}"' not in text] == []
    assert "unsafe" not in page["Content-Security-Policy"]
    assert Client().get(reverse("api:schema")).json()["info"]["version"] == "1.0.0"

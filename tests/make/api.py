"""Tokens, and programs that use them."""

import json
from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from marketplace.api.actions.issuing import issue
from marketplace.api.models import ApiToken
from marketplace.api.scopes import Scope
from marketplace.organisations.models import Organisation, User
from tests.make.organisations import administrator

_serial = count(1)


def token(
    organisation: Organisation, *, scopes: Iterable[Scope] = tuple(Scope), by: User | None = None, days: int = 30
) -> tuple[ApiToken, str]:
    """A token with every scope, of the organisation's administrator, unless said otherwise; and its row."""
    return issue(
        organisation=organisation,
        name="Asset system",
        scopes=list(scopes),
        days=days,
        by=by or administrator(organisation),
        now=timezone.now() - timedelta(seconds=1),
    )


class Program:
    """A program with a token: sends JSON, reads JSON."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.client = Client(raise_request_exception=True)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self._send("GET", path, None, headers)

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> HttpResponse:  # Any: JSON
        """With a new key unless one is given."""
        return self._send("POST", path, body, {"Idempotency-Key": key or f"key-{next(_serial)}", **headers})

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:  # Any: as above
        return self._send("PATCH", path, body, headers)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> HttpResponse:  # Any: as above
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        sent = {
            "Authorization": f"Bearer {self.text}",
            **{name.replace("_", "-"): said for name, said in headers.items()},
        }
        media_type = sent.pop("Content-Type", "application/json")
        answer: HttpResponse = self.client.generic(
            method,
            _path(path),
            raw,
            content_type=media_type,
            headers={name: said for name, said in sent.items() if said},
        )  # type: ignore[assignment]  # the test client's own kind of response
        return answer


def _path(path: str) -> str:
    return path if path.startswith(("/", "http")) else f"/api/v1/{path}"


def program(organisation: Organisation, **said: Any) -> Program:  # Any: as `token` takes
    """A program with a new token of the organisation."""
    return Program(token(organisation, **said)[1])

"""What an operation answers, how it is written, and by which tag it is known again."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"

Data = Mapping[str, Any]  # Any: what JSON can say
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list: its rows, and the place to go on from ("" on the last page)."""

    items: Sequence[Data]
    next_after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed(Generic[T]):
    """One action, checked and ready. `act` does it, `answer` says what came of it; both run in one transaction.

    `row` is locked first and `current` says how it stands, where the caller may say what it has seen (If-Match).
    """

    act: Callable[[], T]
    answer: Callable[[T], Data]
    row: Model | None = None
    current: Callable[[], Data] | None = None
    #: what the API calls fields that a refusal of the house may name
    names: Mapping[str, str] = field(default_factory=dict)
    #: where what was made can be read, from what was made
    location: Callable[[T], str] | None = None


def plain(amount: Decimal) -> str:
    """An amount without zeros at its end: "12.5", "300"."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _other(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)


def written(data: Data) -> str:
    """As JSON, without spaces."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_other)


def tag_of(text: str) -> str:
    """A strong ETag: the same text has the same tag."""
    return f'"{hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]}"'


def sent(request: HttpRequest, text: str, *, status: int = 200, media_type: str = JSON) -> HttpResponse:
    """The answer; or that it has not changed, where the caller has it already."""
    tag = tag_of(text)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Accept"}
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if request.method in {"GET", "HEAD"} and ("*" in known or tag in {one.removeprefix("W/") for one in known}):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(text.encode("utf-8", "replace"), status=status, content_type=media_type, headers=headers)


def is_as_seen(request: HttpRequest, text: str) -> bool:
    """Whether If-Match, if it is sent, names the thing as it stands; compared strongly, as RFC 9110 has it."""
    said = request.headers.get("If-Match")
    if said is None:
        return True
    known = parse_etags(said)
    return "*" in known or tag_of(text) in known

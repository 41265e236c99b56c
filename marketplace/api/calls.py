"""One request, read: who asks, for whom, when, and what the body says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from rest_framework.serializers import Serializer

from marketplace.api import strict_json
from marketplace.api.access import token_opened_by
from marketplace.api.models import ApiToken
from marketplace.api.refusals import (
    BodyNoObject,
    FieldError,
    FieldsRefused,
    KeyMissing,
    TokenMissing,
    TokenRefused,
    UnknownParameter,
    WrongMediaType,
)
from marketplace.organisations.access import roles_of
from marketplace.organisations.models import Organisation, User

_BEARER: Final = re.compile(r"Bearer +([\x21-\x7e]{1,200})", re.IGNORECASE)
_KEY: Final = re.compile(r"[\x21-\x7e]{1,100}")


@dataclass(frozen=True, slots=True)
class Call:
    """A request of a program that acts for an organisation: what every operation takes."""

    request: HttpRequest
    token: ApiToken
    roles: frozenset[str]
    now: datetime
    body: Mapping[str, Any] = field(default_factory=dict)  # Any: values of the types that its serializer names

    @property
    def organisation(self) -> Organisation:
        return self.token.organisation

    @property
    def person(self) -> User:
        """Who made the token: whom the house takes it for."""
        return self.token.made_by

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def query(self) -> QueryDict:
        return self.request.GET


def caller(request: HttpRequest, now: datetime) -> tuple[ApiToken, frozenset[str]]:
    """Whose token the request carries, and the roles of its maker now.

    :raises TokenMissing | TokenRefused: none, or one that opens nothing
    """
    said = request.headers.get("Authorization", "")
    if not said:
        raise TokenMissing
    found = _BEARER.fullmatch(said.strip())
    token = token_opened_by(found.group(1), now) if found else None
    if token is None:
        raise TokenRefused
    roles = roles_of(user=token.made_by, organisation=token.organisation)
    if not roles:
        raise TokenRefused
    return token, roles


def key_of(request: HttpRequest) -> str:
    """The key of a call that happens once. :raises KeyMissing: none, or not such a one"""
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise KeyMissing
    return key


def body_of(request: HttpRequest, takes: type[Serializer[Any]] | None) -> dict[str, Any]:  # Any: as the shape says
    """The body, in the shape that the operation takes: no field more, none of another type.

    :raises UnreadableBody | BodyTooLarge | WrongMediaType | BodyNoObject: it cannot be read
    :raises FieldsRefused: fields are missing, too many, or of another type
    """
    raw = request.body
    if not raw:
        said: object = {}
    elif request.content_type != "application/json":
        raise WrongMediaType
    else:
        said = strict_json.read(raw)
    if not isinstance(said, dict):
        raise BodyNoObject
    shape = takes(data=said) if takes else None
    unknown = sorted(said.keys() - (shape.fields.keys() if shape else set()))
    errors = [FieldError(name[:80], "unknown_field", "There is no such field here.") for name in unknown]
    if shape is not None and not shape.is_valid():
        errors += list(_flat(shape.errors))
    if errors:
        raise FieldsRefused(errors, status=400)
    return dict(shape.validated_data) if shape else {}


def _flat(errors: Any, above: str = "") -> list[FieldError]:  # Any: as deep as the body
    """Errors of fields in fields, each with its whole name: "lines.0.quantity"."""
    if isinstance(errors, Mapping):
        pairs = [(str(name), held) for name, held in errors.items()]
    elif errors and isinstance(errors[0], Mapping | list):
        pairs = [(str(at), held) for at, held in enumerate(errors)]
    else:
        return [FieldError(above, str(one.code), str(one)) for one in errors]
    return [one for name, held in pairs for one in _flat(held, f"{above}.{name}" if above else name)]


def check_parameters(query: QueryDict, known: frozenset[str]) -> None:
    """Refuse parameters that nothing reads: whoever misspelt one would take all for some.

    :raises UnknownParameter: naming the first
    """
    for name in query:
        if name not in known:
            raise UnknownParameter(field=name[:80])

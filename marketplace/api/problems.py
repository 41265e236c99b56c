"""Every refusal as problem+json (RFC 9457): a code for programs, a sentence for people, its field if it has one."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException

from marketplace.api.refusals import STATUSES, FieldError, FieldsRefused, Refusal, TooManyRequests
from marketplace.kernel.errors import DomainError

MEDIA_TYPE: Final = "application/problem+json"


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: list[FieldError] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """An answer that says no."""
    said: dict[str, Any] = {  # Any: words and lists
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if errors:
        said["errors"] = [{"field": one.field, "code": one.code, "message": one.message} for one in errors]
    body = json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
    kept = {"Cache-Control": "no-store", "Vary": "Authorization, Accept", **(headers or {})}
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE, headers=kept)


def problem_of(error: Exception) -> HttpResponse | None:
    """What an exception is to the caller; nothing for one that is a mistake of ours."""
    if isinstance(error, DomainError):
        return _refused(error)
    if isinstance(error, Http404):
        return problem(404, "not_found", _("There is no such thing, or it is not yours to see."))
    if isinstance(error, PermissionDenied):
        return problem(403, "not_allowed", str(error) or _("That is not yours to do."))
    if isinstance(error, RequestDataTooBig):
        return problem(413, "body_too_large", _("The body is too large."))
    if isinstance(error, APIException):
        return problem(error.status_code, error.default_code, str(error.detail))
    if isinstance(error, OperationalError) and "lock" in str(error).lower():
        words = _("The database is busy. Nothing was done; send the request again.")
        return problem(503, "busy", words, headers={"Retry-After": "2"})
    return None


def _refused(error: DomainError) -> HttpResponse:
    status = error.status if isinstance(error, Refusal) else STATUSES.get(type(error), 422)
    return problem(
        status, error.code, error.said_with(_), errors=list(_errors(error)), headers=dict(_headers(error, status))
    )


def _errors(error: DomainError) -> Iterator[FieldError]:
    if isinstance(error, FieldsRefused):
        yield from error.errors
    elif error.field is not None:
        yield FieldError(error.field, error.code, error.said_with(_))


def _headers(error: DomainError, status: int) -> Iterator[tuple[str, str]]:
    if status == 401:
        yield "WWW-Authenticate", 'Bearer realm="Goodsyard"'
    if isinstance(error, TooManyRequests):
        yield "Retry-After", str(error.seconds)
    elif status == 409:
        yield "Retry-After", "1"

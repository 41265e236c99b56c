"""What the API itself says no to, and with which status; what the house refuses keeps its own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms

from marketplace.api.actions.keying import KeyUsedForAnother, StillRunning
from marketplace.api.strict_json import BodyTooLarge, UnreadableBody
from marketplace.kernel.errors import DomainError, gettext_noop


class Refusal(DomainError):
    """A request that cannot be answered, whatever the house would say to it."""

    status = 400


class TokenMissing(Refusal):
    code = "token_missing"
    message = gettext_noop("Send your token as “Authorization: Bearer gy_…”. An administrator of yours makes one.")
    status = 401


class TokenRefused(Refusal):
    code = "token_refused"
    message = gettext_noop("This token opens nothing: it is unknown, past its end, taken back, or its maker has left.")
    status = 401


class ScopeMissing(Refusal):
    code = "scope_missing"
    message = gettext_noop("This token may not be used for that: it has no scope “{scope}”.")
    status = 403


class RoleMissing(Refusal):
    code = "role_missing"
    message = gettext_noop("The person who made this token has no role in your organisation that allows this.")
    status = 403


class TooManyRequests(Refusal):
    code = "too_many_requests"
    message = gettext_noop("Too many requests. Go on in {seconds} seconds.")
    status = 429

    def __init__(self, *, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds=seconds)


class KeyMissing(Refusal):
    code = "idempotency_key_missing"
    message = gettext_noop(
        "Send an Idempotency-Key: up to 100 letters, digits and signs, a new one for each new request."
    )
    field = "Idempotency-Key"


class BodyNoObject(Refusal):
    code = "invalid_body"
    message = gettext_noop("The body must be a JSON object, and its Content-Type application/json.")


class WrongMediaType(Refusal):
    code = "unsupported_media_type"
    message = gettext_noop("Send the body as application/json.")
    status = 415


class NothingToSend(Refusal):
    code = "not_acceptable"
    message = gettext_noop("What the Accept header asks for cannot be sent.")
    status = 406


class UnknownParameter(Refusal):
    code = "unknown_parameter"
    message = gettext_noop("There is no such parameter here.")


class BadParameter(Refusal):
    code = "bad_parameter"
    message = gettext_noop("That cannot be read.")


class ChangedMeanwhile(Refusal):
    code = "changed_meanwhile"
    message = gettext_noop("It is not as you saw it any more. Read it again, then change it.")
    status = 412
    field = "If-Match"


class MatchMissing(Refusal):
    code = "if_match_missing"
    message = gettext_noop("Send If-Match with the ETag of what you saw, so that nobody's change is lost.")
    status = 428
    field = "If-Match"


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: its name as the caller wrote it."""

    field: str
    code: str
    message: str


class FieldsRefused(Refusal):
    """Several fields at once: of a body of the wrong shape (400), or of a form that says no (422)."""

    code = "invalid_fields"
    message = gettext_noop("Some fields cannot be taken as they are.")

    def __init__(self, errors: Sequence[FieldError], *, status: int) -> None:
        super().__init__()
        self.errors, self.status = errors, status


#: Refusals of the house that are not about what was asked for but about how.
STATUSES: Final[Mapping[type[DomainError], int]] = {
    UnreadableBody: 400,
    BodyTooLarge: 413,
    KeyUsedForAnother: 409,
    StillRunning: 409,
}


def refused_form(form: forms.BaseForm, *, status: int = 422, names: Mapping[str, str] | None = None) -> FieldsRefused:
    """What a form of the pages says no to.

    :param names: what the API calls fields of the form, where that differs
    """
    said: Mapping[str, Any] = form.errors.get_json_data()  # Any: lists of words and codes
    return FieldsRefused(
        [
            FieldError(
                (names or {}).get(name, name).replace("__all__", ""), error["code"] or "invalid", error["message"]
            )
            for name, errors in said.items()
            for error in errors
        ],
        status=status,
    )

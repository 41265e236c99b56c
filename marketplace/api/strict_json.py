"""Reading JSON as it was meant: what two programs could read differently is refused (RFC 8259, sections 4, 6 and 8).

No key twice, no NaN or Infinity, no half characters, nothing nested without end; a number with a fraction is a
`Decimal`, so that an amount arrives as it was written.
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Final, NoReturn

from marketplace.kernel.errors import DomainError, gettext_noop

#: Objects and lists in one another; no body of ours needs more than three.
DEEPEST: Final = 16
#: A body of ours has few long texts; bytes.
LARGEST: Final = 1_048_576
_LONGEST_NUMBER: Final = 40


class UnreadableBody(DomainError):
    """The body is no JSON, or not one that says one thing only."""

    code = "unreadable_body"
    message = gettext_noop("The body is not valid JSON: {why}.")


class BodyTooLarge(DomainError):
    """More bytes than any request of ours has."""

    code = "body_too_large"
    message = gettext_noop("The body may have at most {most} bytes.")


def read(raw: bytes) -> object:
    """The value that the bytes say: dicts, lists, texts, `int`, `Decimal`, `bool`, None.

    :raises UnreadableBody: it is not JSON, or could be read in two ways
    :raises BodyTooLarge: it has more than `LARGEST` bytes
    """
    if len(raw) > LARGEST:
        raise BodyTooLarge(most=LARGEST)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableBody(why="it is not UTF-8") from error
    _check_depth(text)
    try:
        value: object = json.loads(
            text, object_pairs_hook=_once_each, parse_constant=_no_constant, parse_float=_decimal, parse_int=_whole
        )
    except json.JSONDecodeError as error:
        raise UnreadableBody(why=f"line {error.lineno}, column {error.colno}") from error
    _check_texts(value)
    return value


def _check_depth(text: str) -> None:
    """Count brackets outside of texts before anything is built of them."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    depth, inside, escaped = 0, False, False
    for sign in text:
        if inside:
            inside, escaped = escaped or sign != '"', sign == "\\" and not escaped
        elif sign == '"':
            inside = True
        elif sign in "[{":
            depth += 1
            if depth > DEEPEST:
                raise UnreadableBody(why=f"it is nested more than {DEEPEST} deep")
        elif sign in "]}":
            depth -= 1


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise UnreadableBody(why=f"“{key[:40].encode('utf-8', 'replace').decode()}” stands in one object twice")
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise UnreadableBody(why=f"{name} is not a number")


def _decimal(digits: str) -> Decimal:
    if len(digits) > _LONGEST_NUMBER:
        raise UnreadableBody(why="a number is too long")
    try:
        number = Decimal(digits)
    except InvalidOperation as error:
        raise UnreadableBody(why="a number is too large") from error
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > _LONGEST_NUMBER:
        raise UnreadableBody(why="a number is too large")
    return number


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise UnreadableBody(why="a number is too long")
    return int(digits)


def _check_texts(value: object) -> None:
    if isinstance(value, str):
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            raise UnreadableBody(why="half of a character (a lone surrogate) stands in a text")
    elif isinstance(value, dict):
        for key, held in value.items():
            _check_texts(key)
            _check_texts(held)
    elif isinstance(value, list):
        for held in value:
            _check_texts(held)

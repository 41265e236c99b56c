"""Lists that are read page by page, the newest row first: a page goes on after the id of the row before it.

It costs what the first page cost, and neither skips nor repeats a row when others come and go meanwhile.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.db.models import Model, QuerySet

from marketplace.api.answers import Data, Listed
from marketplace.api.calls import Call
from marketplace.api.refusals import BadParameter

M = TypeVar("M", bound=Model)

USUAL: Final = 25
MOST: Final = 100
_LARGEST_ID: Final = 2**63 - 1
#: What every such list can be asked besides.
PAGE_PARAMETERS: Final = frozenset({"after", "limit"})


def listed(call: Call, rows: QuerySet[M], shown: Callable[[M], Data]) -> Listed:
    """The page of rows that `after` and `limit` ask for.

    :raises BadParameter: neither can be read, or the page would be too long
    """
    limit = whole(call, "limit", least=1, most=MOST) or USUAL
    after = whole(call, "after", least=0, most=_LARGEST_ID)
    asked = rows if after is None else rows.filter(pk__lt=after)
    found = list(asked.order_by("-pk")[: limit + 1])
    page = found[:limit]
    return Listed([shown(row) for row in page], str(page[-1].pk) if len(found) > limit else "")


def whole(call: Call, name: str, *, least: int = 1, most: int = _LARGEST_ID) -> int | None:
    """A whole number among the parameters; nothing where it is not said. :raises BadParameter: it is none"""
    text = call.query.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
        raise BadParameter(f"Give a whole number from {least} to {most}.", field=name)
    return int(text)


def one_of(call: Call, name: str, choices: Any) -> str:  # Any: a container of words
    """A word among the parameters; nothing where it is not said. :raises BadParameter: it is none of the choices"""
    text = call.query.get(name, "")
    if text and text not in choices:
        raise BadParameter(f"Choose one of: {', '.join(choices)}.", field=name)
    return text

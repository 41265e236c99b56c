"""Kit lists: beginning one, adding lines and closing it. Its lines are wants and change as wants do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from django.db import transaction

from listings.actions.wanting import WantValues, close_want, post_want
from listings.models import KitList, Want, WantState
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.models import Organisation, Site, User

MOST_LINES: Final = 20
_MOST: Final = {"title": 120, "note": 1000}


class KitTitleMissing(DomainError):
    code = "kit_title_missing"
    message = gettext_noop("Say what it is for in a few words.")
    field = "title"


class KitTextTooLong(DomainError):
    code = "kit_text_too_long"
    message = gettext_noop("Write at most {most} characters here; this has {length}.")


class NoLines(DomainError):
    code = "kit_without_lines"
    message = gettext_noop("A kit list needs at least one line.")


class TooManyLines(DomainError):
    code = "too_many_kit_lines"
    message = gettext_noop("A kit list has at most {most} lines: begin another.")


class KitIsClosed(DomainError):
    code = "kit_is_closed"
    message = gettext_noop("This kit list is closed by now. Begin a new one.")


def start_kit(
    *,
    organisation: Organisation,
    site: Site,
    title: str,
    note: str,
    lines: Sequence[WantValues],
    by: User,
    now: datetime,
) -> KitList:
    """Begin a kit list: each of its lines is posted as a want. All or nothing.

    :raises KitTitleMissing | NoLines | TooManyLines: it is no list
    :raises DomainError: a line cannot be posted
    """
    if not lines:
        raise NoLines
    kit = KitList(organisation=organisation, site=site, created_by=by, created_at=now)
    kit.title, kit.note = _checked(title, note)
    with transaction.atomic():
        kit.save(force_insert=True)
        _post(kit, lines, by, now)
    return kit


def change_kit(*, kit: KitList, title: str, note: str, lines: Sequence[WantValues], by: User, now: datetime) -> None:
    """Call an open kit list something else and post further lines.

    :raises KitIsClosed: it was closed meanwhile
    :raises KitTitleMissing | TooManyLines: it is no list any more
    :raises DomainError: a line cannot be posted
    """
    title, note = _checked(title, note)
    with transaction.atomic():
        if not KitList.objects.open().filter(pk=kit.pk).update(title=title, note=note):
            raise KitIsClosed
        _post(kit, lines, by, now)
    kit.refresh_from_db()


def close_kit(*, kit: KitList, outcome: Literal["met", "closed"], by: User, now: datetime) -> int:
    """Close a kit list and every line that is open still. Returns how many those were.

    :raises KitIsClosed: it was closed already
    """
    with transaction.atomic():
        if not KitList.objects.open().filter(pk=kit.pk).update(closed_at=now):
            raise KitIsClosed
        lines = list(Want.objects.filter(kit=kit, state=WantState.OPEN).order_by("pk"))
        for line in lines:
            close_want(want=line, outcome=outcome, by=by, now=now)
    kit.refresh_from_db()
    return len(lines)


def _checked(title: str, note: str) -> tuple[str, str]:
    said = {"title": " ".join(title.split()), "note": note.strip()}
    if not said["title"]:
        raise KitTitleMissing
    for field, text in said.items():
        refuse_unsafe(text, field=field)
        if len(text) > _MOST[field]:
            raise KitTextTooLong(field=field, most=_MOST[field], length=len(text))
    return said["title"], said["note"]


def _post(kit: KitList, lines: Sequence[WantValues], by: User, now: datetime) -> None:
    if Want.objects.filter(kit=kit).count() + len(lines) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    for values in lines:
        post_want(organisation=kit.organisation, site=kit.site, values=values, kit=kit, by=by, now=now)

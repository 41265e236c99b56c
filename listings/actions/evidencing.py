"""Evidence: attaching what a gate asks for, taking it back, and refusing release while something is missing."""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils.timezone import localtime

from listings.gates import QUALITY, Gate, asked_of
from listings.models import Listing, steps
from listings.models.evidence import Evidence
from listings.photo_processing import ProcessedPhoto
from listings.queries.gates import missing_for, names_of, subject_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User

LONGEST_WORDS: Final = 500


class NotReleased(DomainError):
    code = "not_released"
    message = gettext_noop("This may not leave yet. Still to be shown by {giver}: {missing}.")


class NotAsked(DomainError):
    code = "evidence_not_asked"
    message = gettext_noop("Nothing of that kind is asked of this listing.")


class NothingShown(DomainError):
    code = "nothing_shown"
    message = gettext_noop("Attach a picture or write what shows it.")
    field = "words"


class PictureMissing(DomainError):
    code = "evidence_picture_missing"
    message = gettext_noop("This one needs a picture: {asks}")
    field = "picture"


class DayMissing(DomainError):
    code = "evidence_day_missing"
    message = gettext_noop("Write the day until which it is good.")
    field = "valid_until"


class HasRunOut(DomainError):
    code = "evidence_has_run_out"
    message = gettext_noop("That day has passed, so this shows nothing any more. Have it tested again.")
    field = "valid_until"


class WhyMissing(DomainError):
    code = "evidence_why_missing"
    message = gettext_noop("Say why this does not fit the thing.")
    field = "words"


class AlwaysFits(DomainError):
    code = "evidence_always_fits"
    message = gettext_noop("This fits everything of this kind.")
    field = "applies"


class UnmetNeedsWords(DomainError):
    code = "unmet_needs_words"
    message = gettext_noop("Say in a few words what does not hold, so that they can decide.")
    field = "words"


class EvidenceGone(DomainError):
    code = "evidence_gone"
    message = gettext_noop("This was taken back already.")


def check_released(*, listing: Listing, by: User, now: datetime) -> None:
    """Let goods go only when everything that their kind asks for is shown and still good.

    :raises NotReleased: with what is missing
    """
    closed = missing_for(listing, localtime(now).date())
    if closed:
        raise NotReleased(giver=str(listing.organisation), missing=names_of(closed))


def attach(
    *,
    listing: Listing,
    gate: str,
    words: str = "",
    picture: ProcessedPhoto | None = None,
    applies: bool = True,
    unmet: Sequence[str] = (),
    valid_until: date | None = None,
    by: User,
    now: datetime,
) -> Evidence:
    """Show something for a gate of the listing.

    :param applies: False: the rule does not fit this thing, and `words` say why
    :param unmet: of a checklist, the keys of the sentences that do not hold
    :raises NotAsked | NothingShown | PictureMissing | DayMissing | HasRunOut | WhyMissing | AlwaysFits |
        UnmetNeedsWords | WordsTooLong: it shows nothing
    """
    asked = next((one for one in asked_of(subject_of(listing)) if one.key == gate), None)
    if asked is None:
        raise NotAsked
    said = steps.words(words, field="words", most=LONGEST_WORDS)
    if not applies:
        _check_why(asked, said)
    elif asked.key == QUALITY:
        _check_list(asked, unmet, said)
    else:
        _check_shown(asked, said, picture, valid_until, localtime(now).date())
    with _kept(picture) as name:
        return Evidence.objects.create(
            listing=listing,
            gate=gate,
            applies=applies,
            picture=name,
            picture_hash=hashlib.sha256(picture.large.webp).hexdigest() if picture else "",
            words=said,
            unmet=list(dict.fromkeys(unmet)) if asked.key == QUALITY else [],
            valid_until=valid_until if applies else None,
            by=by,
            at=now,
        )


def take_back(*, evidence: Evidence, by: User, now: datetime) -> None:
    """Take evidence back: its gate closes again unless something else stands for it.

    :raises EvidenceGone: it was taken back already
    """
    if not Evidence.objects.standing().filter(pk=evidence.pk).update(withdrawn_at=now, withdrawn_by=by):
        raise EvidenceGone
    evidence.refresh_from_db()


def _check_why(gate: Gate, said: str) -> None:
    if not gate.unless:
        raise AlwaysFits
    if not said:
        raise WhyMissing


def _check_list(gate: Gate, unmet: Sequence[str], said: str) -> None:
    if not set(unmet) <= {check.key for check in gate.checks}:
        raise NotAsked
    if unmet and not said:
        raise UnmetNeedsWords


def _check_shown(gate: Gate, said: str, picture: ProcessedPhoto | None, valid_until: date | None, today: date) -> None:
    if gate.needs_picture and picture is None:
        raise PictureMissing(asks=gate.asks)
    if picture is None and not said:
        raise NothingShown
    if gate.needs_until and valid_until is None:
        raise DayMissing
    if valid_until is not None and valid_until < today:
        raise HasRunOut


@contextmanager
def _kept(picture: ProcessedPhoto | None) -> Iterator[str]:
    """The picture in the private storage under a random name (empty: there is none); refused: it goes again."""
    if picture is None:
        yield ""
        return
    private = storages["private"]
    name = private.save(f"evidence/{secrets.token_hex(16)}.webp", ContentFile(picture.large.webp))
    try:
        yield name
    except BaseException:
        private.delete(name)
        raise

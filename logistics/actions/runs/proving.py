"""Proving that something changed hands: a name, and a photo or the three words that the other party reads out."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import F

from logistics.codewords import same_code
from logistics.models import Collection, Proof, Stop, StopKind
from logistics.proof_pictures import processed
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.models import User

MOST_WRONG_CODES: Final = 5
LONGEST_NAME: Final = 120
LONGEST_NOTE: Final = 500


class SignerMissing(DomainError):
    code = "signer_missing"
    message = gettext_noop("Write down who handed it over or took it.")
    field = "signer_name"


class WordsTooLong(DomainError):
    code = "words_too_long"
    message = gettext_noop("Write at most {most} characters here.")


class ProofMissing(DomainError):
    code = "proof_missing"
    message = gettext_noop("Take a photo or enter the three-word code.")
    field = "code"


class WrongCode(DomainError):
    code = "wrong_code"
    message = gettext_noop("Those are not the three words. Ask for them again; tries left: {left}.")
    field = "code"


class CodeLocked(DomainError):
    code = "code_locked"
    message = gettext_noop("Too many wrong codes: take a photo instead.")
    field = "photo"


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody shows for it, checked; the picture is not stored yet."""

    client_id: UUID
    signer_name: str
    code_matched: bool
    webp: bytes
    note: str
    condition: str = ""
    signature: bytes = b""


def check_proof(
    *,
    collection: Collection,
    kind: str,
    client_id: UUID,
    signer_name: str,
    code: str,
    photo: bytes | None,
    note: str,
    by: User,
    now: datetime,
) -> Shown:
    """Check what is shown. Call it outside a transaction: a wrong code is counted even though all else is refused.

    :raises SignerMissing | WordsTooLong | ProofMissing | ProofPhotoRefused: shape
    :raises WrongCode | CodeLocked: the words are not those, or too many wrong ones came before
    """
    signer = _words(signer_name, "signer_name", LONGEST_NAME)
    if not signer:
        raise SignerMissing
    said = _words(note, "note", LONGEST_NOTE)
    words = _words(code, "code", LONGEST_NAME)
    if not words and not photo:
        raise ProofMissing
    webp = processed(photo)
    matched = bool(words) and _matches(collection, kind, words, has_photo=bool(webp))
    return Shown(client_id=client_id, signer_name=signer, code_matched=matched, webp=webp, note=said)


@contextmanager
def stored_photo(*, shown: Shown, by: User, now: datetime) -> Iterator[str]:
    """Keep the photo of a proof; as `stored_picture`."""
    with stored_picture(webp=shown.webp, folder="proofs", by=by, now=now) as name:
        yield name


@contextmanager
def stored_picture(*, webp: bytes, folder: str, by: User, now: datetime) -> Iterator[str]:
    """Keep a picture in the private storage under a random name (empty: there is none); refused: it goes again."""
    if not webp:
        yield ""
        return
    private = storages["private"]
    name = private.save(f"{folder}/{secrets.token_hex(16)}.webp", ContentFile(webp))
    try:
        yield name
    except BaseException:
        private.delete(name)
        raise


def write_proof(*, shown: Shown, photo: str, stop: Stop | None, by: User, now: datetime, signature: str = "") -> Proof:
    """Write it down, within the transaction of the handover that it proves."""
    return Proof.objects.create(
        stop=stop,
        client_id=shown.client_id,
        photo=photo,
        photo_hash=hashlib.sha256(shown.webp).hexdigest() if photo else "",
        signer_name=shown.signer_name,
        code_matched=shown.code_matched,
        condition=shown.condition,
        signature=signature,
        signature_hash=hashlib.sha256(shown.signature).hexdigest() if signature else "",
        note=shown.note,
        by=by,
        at=now,
    )


def _matches(collection: Collection, kind: str, words: str, *, has_photo: bool) -> bool:
    """Whether the words are the party's. A try is taken before it is looked at, so that many at once gain nothing."""
    column, expected = _code_of(collection, kind)
    row = Collection.objects.filter(pk=collection.pk)
    if not row.filter(**{f"{column}__lt": MOST_WRONG_CODES}).update(**{column: F(column) + 1}):
        if has_photo:
            return False
        raise CodeLocked
    if same_code(words, expected):
        row.update(**{column: F(column) - 1})
        return True
    collection.refresh_from_db(fields=[column])
    left = MOST_WRONG_CODES - int(getattr(collection, column))
    if left <= 0:
        raise CodeLocked
    raise WrongCode(left=left)


def _code_of(collection: Collection, kind: str) -> tuple[str, str]:
    """The column of wrong tries and the right words. What is fetched is proved by the receiver's words."""
    if kind == StopKind.PICKUP:
        return "wrong_pickup_codes", collection.pickup_code
    return "wrong_dropoff_codes", collection.dropoff_code


def _words(text: str, field: str, most: int) -> str:
    said = text.strip()
    refuse_unsafe(said, field=field)
    if len(said) > most:
        raise WordsTooLong(field=field, most=most)
    return said

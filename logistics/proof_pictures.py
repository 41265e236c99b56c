"""Pictures that prove something: written anew, without anything that was hidden in them."""

from __future__ import annotations

from listings.photo_processing import PhotoRefused, process
from marketplace.kernel.errors import DomainError


class ProofPhotoRefused(DomainError):
    """The file is no picture that proves anything; the sentence says why."""

    code = "proof_photo_refused"
    field = "photo"


def processed(photo: bytes | None) -> bytes:
    """The picture as WebP; empty: there is none.

    :raises ProofPhotoRefused: it is no photo, or too large
    """
    if not photo:
        return b""
    try:
        return process(photo, "photo").large.webp
    except PhotoRefused as refusal:
        raise ProofPhotoRefused(refusal.message) from refusal

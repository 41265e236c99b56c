"""Text from people: what no database or page can hold is refused; what only differs in dress is made alike."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from marketplace.kernel.errors import DomainError, gettext_noop

SLUG_LENGTH: Final = 80

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_ACCENT: Final = re.compile(r"[\u0300-\u036f]")
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")
# Letters that Unicode does not take apart, as people without them on the keyboard type them.
_PLAIN: Final = str.maketrans("øłđħıŧð’‘“”–—", "oldhitd''\"\"--", "") | {
    ord("æ"): "ae",
    ord("œ"): "oe",
    ord("þ"): "th",
}


class UnsafeText(DomainError):
    """The text holds signs that cannot be kept or shown."""

    code = "unsafe_text"
    message = gettext_noop(
        "This text contains characters that cannot be shown or kept. Delete what you pasted and type it again."
    )


def is_safe(text: str) -> bool:
    """Whether the text is free of NUL, of other control characters (tab and line ends pass) and of lone surrogates."""
    return _CONTROL.search(text) is None and _SURROGATE.search(text) is None


def refuse_unsafe(text: str, *, field: str | None = None) -> None:
    """Refuse what PostgreSQL, XML, CSV or UTF-8 would choke on.

    :raises UnsafeText: NUL, another control character than tab, line feed and carriage return, or a lone surrogate
    """
    if not is_safe(text):
        raise UnsafeText(field=field)


def fold(text: str) -> str:
    """The text with accents, case, quotes, dashes and spacing made alike: for comparing and looking up, not to show.

    "São Tomé" and "sao tome" fold alike. Only the accents of European scripts go: the vowel signs of others are
    letters. Folding twice changes nothing.
    """
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", text)).casefold().translate(_PLAIN)
    # Casefold can bring forth accents (İ) and compatibility signs anew: once more, then compose.
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", plain)).casefold().translate(_PLAIN)
    return " ".join(unicodedata.normalize("NFC", plain).split())


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, at most 80 characters; empty where no Latin letter or digit is left."""
    return _NOT_SLUG.sub("-", fold(text).replace("'", "")).strip("-")[:SLUG_LENGTH].rstrip("-")

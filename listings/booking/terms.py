"""Terms of use of a space as a PDF that screen readers can read (PDF/UA-1): the same terms make the same bytes.

What people wrote goes to the typesetter as data, never as markup (`terms.typ` beside this module).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import typst

_TEMPLATE: Final = Path(__file__).with_name("terms.typ")
#: What stands for a sign that no font has; PDF/UA allows none that cannot be shown.
_MISSING: Final = "□"
_NOT_SHOWN: Final = re.compile(r'the text `"(.+?)"` could not be displayed')
_NUMBERED: Final = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
#: Each attempt names what it cannot show; after so many all but Latin goes.
_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class Fact:
    term: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it: facts, then paragraphs, then numbered rules."""

    title: str
    facts: Sequence[Fact] = ()
    paragraphs: Sequence[str] = ()
    rules: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """Who signs, and what the line is for."""

    party: str
    line: str


@dataclass(frozen=True, slots=True)
class Signatures:
    title: str
    words: str
    sides: Sequence[Side]


@dataclass(frozen=True, slots=True)
class Terms:
    """All that stands in the document."""

    title: str
    publisher: str
    reference: str
    footer: str
    summary: str
    sections: Sequence[Section]
    signatures: Signatures


def write_pdf(terms: Terms) -> bytes:
    """The document. Signs that no font has are printed as a box.

    :raises typst.TypstError: the template is broken
    """
    said = json.dumps(asdict(terms), ensure_ascii=False, sort_keys=True)
    for _ in range(_ATTEMPTS):
        try:
            return _compiled(said)
        except typst.TypstError as refusal:
            missing = _missing(refusal.diagnostic)
            if not missing:
                raise
            said = "".join(_MISSING if sign in missing else sign for sign in said)
    return _compiled(_plain(said))


def _compiled(said: str) -> bytes:
    made = typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        font_paths=[],
        sys_inputs={"terms": said},
    )
    if not isinstance(made, bytes):
        raise TypeError
    return made


def _missing(diagnostic: str) -> set[str]:
    """The signs that the typesetter names as having no font; some it names by their number. Plain ones always have."""
    named = (_NUMBERED.sub(lambda found: chr(int(found[1], 16)), text) for text in _NOT_SHOWN.findall(diagnostic))
    return {sign for text in named for sign in text if not sign.isascii()}


def _plain(said: str) -> str:
    """Without anything that the font may lack: Latin, and boxes."""
    return "".join(sign if ord(sign) < 0x250 or sign == _MISSING else _MISSING for sign in said)

"""Typesetting: a template and what is to be said become a PDF that screen readers can read (PDF/UA-1).

The same data make the same bytes. What people wrote goes to the typesetter as data (``sys.inputs.told``, JSON), never
as markup; signs that no font has are printed as a box.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import typst

#: What stands for a sign that no font has; PDF/UA allows none that cannot be shown.
_MISSING: Final = "□"
_NOT_SHOWN: Final = re.compile(r'the text `"(.+?)"` could not be displayed')
_NUMBERED: Final = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
#: Each attempt names what it cannot show; after so many all but Latin goes.
_ATTEMPTS: Final = 5


def typeset(template: bytes, told: Mapping[str, object], *, fonts: Sequence[Path] = ()) -> bytes:
    """The document.

    :param told: plain values for JSON; the template reads them as ``json(bytes(sys.inputs.told))``
    :param fonts: folders with fonts beside those that come with the typesetter
    :raises typst.TypstError: the template is broken
    """
    said = json.dumps(told, ensure_ascii=False, sort_keys=True)
    for _ in range(_ATTEMPTS):
        try:
            return _compiled(template, said, fonts)
        except typst.TypstError as refusal:
            missing = _missing(refusal.diagnostic)
            if not missing:
                raise
            said = "".join(_MISSING if sign in missing else sign for sign in said)
    return _compiled(template, _plain(said), fonts)


def _compiled(template: bytes, said: str, fonts: Sequence[Path]) -> bytes:
    made = typst.compile(
        template,
        format="pdf",
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in fonts]),
        sys_inputs={"told": said},
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

"""Refusals: what the house says when something cannot be done."""

from __future__ import annotations

from collections.abc import Callable


def gettext_noop(message: str) -> str:
    """Mark a sentence for the translators' tools; the kernel itself never translates."""
    return message


class DomainError(Exception):
    """A rule said no, in a sentence that can be shown to the person who asked.

    A subclass names its ``code`` (snake_case, part of the API), its ``message`` and, where the trouble
    sits in one form field, that ``field``. ``{placeholders}`` in the message are filled from keyword
    arguments::

        class NotEnoughLeft(DomainError):
            code = "not_enough_left"
            message = gettext_noop("Only {left} are left.")
            field = "quantity"

        raise NotEnoughLeft(left=3)

    A message passed to the constructor replaces the class's own and is taken literally unless details are
    given too.
    """

    code: str = "refused"
    message: str = gettext_noop("That cannot be done.")
    field: str | None = None

    def __init__(self, message: str | None = None, *, field: str | None = None, **details: object) -> None:
        self.template = type(self).message if message is None else message
        self.details = details
        self.message = self.said_with(str)
        if field is not None:
            self.field = field
        super().__init__(self.message)

    def said_with(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language that ``translate`` (``gettext``) speaks, details filled in."""
        sentence = translate(self.template)
        return sentence.format(**self.details) if self.details else sentence

    def __str__(self) -> str:
        return self.message

"""Proposing: a new set of parameters from the exchange's own rates. It does nothing until the operator adopts it."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime

from marketplace.impact.actions.loading import keep_parameter_set
from marketplace.impact.assumptions import Assumption, Name, digest_of
from marketplace.impact.displacing import OwnRate
from marketplace.impact.models import ParameterSet, ParameterSetState
from marketplace.impact.queries.calculating import assumptions_of, parameters_in_use
from marketplace.impact.queries.displacing import measured
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.models import User

LONGEST_NOTE: Final = 1000
_CASES: Final = {
    Name.DISPLACEMENT_LOW: "low",
    Name.DISPLACEMENT_CENTRAL: "rate",
    Name.DISPLACEMENT_HIGH: "high",
}


class TooFewAnswers(DomainError):
    code = "too_few_answers"
    message = gettext_noop("No group has 30 answers yet, so there is nothing to propose.")


class ProposedAlready(DomainError):
    code = "proposed_already"
    message = gettext_noop("A set with these very values is there already: {version}.")


class DecidedAlready(DomainError):
    code = "decided_already"
    message = gettext_noop("Somebody decided this already.")


class NoteTooLong(DomainError):
    code = "note_too_long"
    message = gettext_noop("Say why in at most 1,000 characters.")
    field = "note"


class NoteMissing(DomainError):
    code = "note_missing"
    message = gettext_noop("Say why: whoever reads a report later will want to know.")
    field = "note"


def propose(*, by: User, now: datetime) -> ParameterSet:
    """A set like the one in use, with the exchange's own rates for each group that has enough answers.

    :raises TooFewAnswers: none has
    :raises ProposedAlready: a set says the same
    """
    own = {one.group: one for one in measured().rates if one.is_enough}
    if not own:
        raise TooFewAnswers
    base = parameters_in_use()
    rows = tuple(_row(row, own) for row in _with_groups(assumptions_of(base), own))
    same = ParameterSet.objects.filter(rows_sha256=digest_of(rows)).order_by("pk").first()
    if same is not None:
        raise ProposedAlready(version=same.version)
    with transaction.atomic():
        made = keep_parameter_set(version=_version(now), rows=rows, state=ParameterSetState.PROPOSED, by=by, now=now)
        ParameterSet.objects.filter(pk=made.pk).update(based_on=base)
        for name in _CASES:
            for value in made.values.filter(name=name.value, key__in=own).order_by("pk"):
                rate = own[value.key]
                made.values.filter(pk=value.pk).update(
                    sample_size=rate.answers, interval_low=rate.low, interval_high=rate.high
                )
    made.refresh_from_db()
    return made


def _with_groups(rows: tuple[Assumption, ...], own: dict[str, OwnRate]) -> list[Assumption]:
    """The rows of the base, and rows of "other" for a group that it has none of."""
    known = {row.key for row in rows if row.name is Name.DISPLACEMENT_CENTRAL}
    others = [row for row in rows if row.name in _CASES and row.key == "other"]
    return [*rows, *(replace(row, key=group) for group in sorted(own.keys() - known) for row in others)]


def _row(row: Assumption, own: dict[str, OwnRate]) -> Assumption:
    if row.name not in _CASES or row.key not in own:
        return row
    rate = own[row.key]
    value: Decimal = getattr(rate, _CASES[row.name])
    source = (
        f"Receivers of this exchange: {rate.displacing} of {rate.answers} would have bought new "
        f"({rate.organisations} organisations; 95 % interval by Wilson {rate.low} to {rate.high})"
    )
    return replace(row, value=value, source=source, evidence="measured")


def _version(now: datetime) -> str:
    """By the day, and numbered where there are several."""
    day = f"own-{localtime(now).date().isoformat()}"
    number = ParameterSet.objects.filter(version__startswith=day).count() + 1
    return f"{day}-{number}"


def decide(*, parameter_set: ParameterSet, adopts: bool, note: str, by: User, now: datetime) -> None:
    """The operator takes a proposed set into use, or declines it; new lines are counted with it from then on.

    :raises DecidedAlready: it is not waiting for that
    :raises NoteMissing | NoteTooLong: why
    """
    said = note.strip()
    refuse_unsafe(said, field="note")
    if not said:
        raise NoteMissing
    if len(said) > LONGEST_NOTE:
        raise NoteTooLong
    state = ParameterSetState.ADOPTED if adopts else ParameterSetState.DECLINED
    waiting = ParameterSet.objects.filter(pk=parameter_set.pk, state=ParameterSetState.PROPOSED)
    if not waiting.update(state=state, note=said, decided_by=by, decided_at=now):
        raise DecidedAlready

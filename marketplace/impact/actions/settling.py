"""Settling: a receipt's lines as the facts say now. What differs from them is taken back and written anew."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.timezone import localtime

from logistics.models import Receipt
from marketplace.impact.actions.reversing import Why, reversal
from marketplace.impact.assumptions import Parameters
from marketplace.impact.calculation import calculate
from marketplace.impact.evidence import columns_of
from marketplace.impact.factors.kinds import FactorLookup
from marketplace.impact.models import Diversion, EntryKind, FactorSet, ParameterSet
from marketplace.impact.parameters import METHOD_VERSION
from marketplace.impact.queries.calculating import parameters_in_use, parameters_of
from marketplace.impact.queries.due_lines import DueLine, due_lines, signature_of
from marketplace.impact.queries.factors import factor_set_for, stored_factors
from marketplace.impact.queries.locking import is_prior
from marketplace.impact.queries.receipts import day_of
from marketplace.impact.standing import PortionKind

WITHOUT_MASS: Final = {"is_quantified": False, "unquantified_kg": 0}


class Rates:
    """Factor sets and parameter sets that were read once and serve many receipts."""

    def __init__(self) -> None:
        self._factors: dict[int, FactorLookup] = {}
        self._parameters: dict[str, Parameters] = {}
        self._in_use: ParameterSet | None = None

    def factors(self, factor_set: FactorSet) -> FactorLookup:
        if factor_set.pk not in self._factors:
            self._factors[factor_set.pk] = stored_factors(factor_set)
        return self._factors[factor_set.pk]

    def in_use(self) -> Parameters:
        if self._in_use is None:
            self._in_use = parameters_in_use()
        return self._of(self._in_use.version)

    def of_version(self, version: str) -> Parameters:
        """Those that an earlier line was counted with: what changes then is the facts alone."""
        return self._of(version)

    def _of(self, version: str) -> Parameters:
        if version not in self._parameters:
            self._parameters[version] = parameters_of(ParameterSet.objects.get(version=version))
        return self._parameters[version]


def settle(*, receipt: Receipt, why: Why, now: datetime, rates: Rates | None = None) -> int:
    """Bring the lines of a receipt to what its facts say now; returns how many were written. Again, nothing changes.

    The first time, the receipt's own lines are written, for its day. Later on whatever differs is taken back and
    written anew on the day of `now`, with the factors and parameters that it was counted with before.

    :param rates: what was read before, for many receipts
    :raises BadComposition | NoFactorSet | NoParameterSet: nothing is written
    """
    rates = rates or Rates()
    with transaction.atomic():
        # Of two at once the second waits here and sees what the first one wrote.
        Receipt.objects.select_for_update().get(pk=receipt.pk)
        history = list(Diversion.objects.filter(receipt=receipt).select_related("factor_set").order_by("pk"))
        standing = _standing(history)
        work = _Writing(receipt, history, rates, why, now)
        due = {one.place: one for one in due_lines(receipt, work.parameters, history)}
        wrong = [row for row in standing if _place(row) not in due or due[_place(row)].signature != signature_of(row)]
        right = {_place(row) for row in standing if row not in wrong}
        written = [reversal(line=row, why=why, now=now) for row in wrong]
        written += [work.row(one) for place, one in due.items() if place not in right]
        Diversion.objects.bulk_create(written)
    return len(written)


def _standing(history: Iterable[Diversion]) -> list[Diversion]:
    rows = list(history)
    taken_back = {row.corrects_id for row in rows}
    return [row for row in rows if row.entry != EntryKind.CORRECTED and row.pk not in taken_back]


def _place(row: Diversion) -> tuple[str, int | None]:
    return (row.part, row.goods_return_id)


class _Writing:
    """What the new rows of a receipt have in common. ``history``: all that was written of it, taken back or not."""

    def __init__(self, receipt: Receipt, history: list[Diversion], rates: Rates, why: Why, now: datetime) -> None:
        claim = receipt.collection.claim
        self.why, self.now, self.is_first = why, now, not history
        self.day = day_of(receipt)
        self.parameters = rates.of_version(history[0].parameters_version) if history else rates.in_use()
        self.factor_set = history[0].factor_set if history else factor_set_for(self.day)
        self.factors = rates.factors(self.factor_set)
        self.revisions = {_place(row): row.revision for row in history if row.entry != EntryKind.CORRECTED}
        self.is_prior = is_prior(claim.listing.organisation, claim.organisation, self.day)
        self.shared: dict[str, Any] = {  # Any: fields of a row
            "receipt": receipt,
            "donor": claim.listing.organisation,
            "receiver": claim.organisation,
            "donor_site": claim.listing.site,
            "receiver_site": claim.site,
            "category": claim.listing.category,
            "waste_code": claim.listing.waste_code,
            "factor_set": self.factor_set,
            "is_provisional": self.factor_set.year != self.day.year,
            "parameters_version": self.parameters.version,
            "method_version": METHOD_VERSION,
            "counted_at": now,
        }

    def row(self, due: DueLine) -> Diversion:
        """The row of a line, not saved."""
        is_return = due.portion.kind is PortionKind.RETURNED
        sign = -1 if is_return else 1
        return Diversion(
            **self.shared,
            **self._columns(due),
            part=due.part,
            entry=EntryKind.RETURNED if is_return else EntryKind.RECORDED,
            cause=self.why.cause,
            revision=self.revisions.get(due.place, 0) + 1,
            goods_return_id=due.portion.return_key,
            entered_on=self._entered_on(),
            adjusts_on=self._adjusts_on(),
            is_prior_period=self.is_prior,
            hop=due.line.hop if due.line else 1,
            row=due.row.code,
            quantity=sign * due.portion.quantity,
            mass_kg=sign * due.portion.kg,
            mass_basis=due.portion.basis.value,
        )

    def _columns(self, due: DueLine) -> dict[str, Any]:  # Any: as above
        if due.line is None:
            return dict(WITHOUT_MASS)
        return columns_of(calculate(due.line, self.factors, factor_sigma=self.parameters.factor_sigma))

    def _entered_on(self) -> date:
        """A receipt counts on its own day, unless that is closed by now; whatever is found later, when it is found."""
        return self.day if self.is_first and not self.is_prior else localtime(self.now).date()

    def _adjusts_on(self) -> date | None:
        return None if self.is_first and not self.is_prior else self.day

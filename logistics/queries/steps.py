"""What a coordinator can do about a job that stays behind: each next step with the button that takes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from logistics.models import Collection, PartyAsk, PlanIssue, Shift
from logistics.queries.vans import shift_label

#: The pages on which a step is taken, by its code.
_ON_THE_CLAIM: Final = {
    "ask_donor": "listings:claim",
    "agree_days": "listings:claim",
    "check_place": "listings:claim",
    "sign_papers": "logistics:papers",
}
_ON_THE_LOAD: Final = {
    "split_load": "logistics:load-split",
    "recipient_collects": "logistics:load-quotes",
    "offer_volunteer": "logistics:load-offer",
}
_ASKS: Final = {"widen_pickup", "widen_delivery"}


@dataclass(frozen=True, slots=True)
class Step:
    """A next step: the sentence, and where it is taken. `href`: a page. `post`: an address with `values` to send;
    `verb` is then on the button. `said`: it was asked for, and this is how that stands."""

    sentence: str
    href: str = ""
    post: str = ""
    verb: str = ""
    values: Mapping[str, object] | None = None
    said: str = ""


class Steps:
    """The next steps of a day's jobs, from what was read once for all of them."""

    def __init__(
        self, day: date, shifts: Sequence[Shift], asks: Sequence[PartyAsk], job_page: Mapping[int, str]
    ) -> None:
        self.day = day
        self.shifts = {shift_label(shift): shift for shift in shifts}
        self.asks = {(ask.collection_id, ask.kind): ask for ask in asks}
        self.job_page = job_page

    def of(self, issue: PlanIssue) -> list[Step]:
        """Those of one job, in the order in which they are worth trying."""
        return [self._step(issue.collection, one) for one in issue.next_steps]

    def _step(self, collection: Collection, one: dict[str, Any]) -> Step:  # Any: a step as the plan keeps it
        code, sentence = one["code"], one["sentence"]
        if code in _ASKS:
            return self._ask(collection, code, sentence, one.get("numbers", {}))
        if code == "extend_shift":
            return self._lengthen(sentence, one.get("numbers", {}))
        if code == "say_height":
            return self._height(sentence, one.get("numbers", {}))
        if code in {"unpin", "unlock"}:
            address = reverse("logistics:plan-pin", args=[collection.pk])
            return Step(sentence, post=address, verb=_("Let go"), values={"day": self.day.isoformat()})
        return Step(sentence, href=self._page(collection, code))

    def _page(self, collection: Collection, code: str) -> str:
        if code in {"add_shift", "add_skilled_shift", "add_low_shift"}:
            return f"{reverse('logistics:shift-new')}?day={self.day:%Y-%m-%d}"
        if code == "other_day":
            page = self.job_page.get(collection.pk, "")
            return f"{page}#another-day" if page else ""
        claim = collection.claim
        if code in _ON_THE_CLAIM:
            return reverse(_ON_THE_CLAIM[code], args=[claim.pk])
        if code in _ON_THE_LOAD:
            return reverse(_ON_THE_LOAD[code], args=[claim.pk, collection.part])
        return ""

    def _ask(self, collection: Collection, code: str, sentence: str, numbers: Mapping[str, object]) -> Step:
        asked = self.asks.get((collection.pk, code))
        if asked is not None:
            answers = {
                "": _("Asked. There is no answer yet."),
                "yes": _("They said yes: make the plan again."),
                "no": _("They said no."),
            }
            return Step(sentence, said=answers[asked.answer])
        values = {"kind": code, "minutes": numbers.get("minutes", 60), "day": self.day.isoformat()}
        return Step(
            sentence, post=reverse("logistics:plan-ask", args=[collection.pk]), verb=_("Ask them"), values=values
        )

    def _height(self, sentence: str, numbers: Mapping[str, object]) -> Step:
        shift = self.shifts.get(str(numbers.get("shift", "")))
        return Step(sentence, href=reverse("logistics:vehicle-edit", args=[shift.vehicle_id]) if shift else "")

    def _lengthen(self, sentence: str, numbers: Mapping[str, object]) -> Step:
        shift = self.shifts.get(str(numbers.get("shift", "")))
        if shift is None:
            return Step(sentence)
        address = reverse("logistics:shift-lengthen", args=[shift.pk])
        return Step(sentence, post=address, verb=_("Do that"), values={"minutes": numbers.get("minutes", 0)})

"""What a draft changes since people were told, and who has to hear of it: the page before publishing, and publishing
itself, read the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from logistics.models import Collection, Plan, PlanState, Route, RouteState, Shift, Stop, StopKind
from logistics.queries.moments import promise_of
from marketplace.organisations.models import Organisation

Hour = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class EndChange:
    """One end of a collection: which hour its party was told, and which it is now. None: none."""

    collection: Collection
    kind: str
    #: whoever expects the van there.
    who: Organisation
    before: Hour | None
    after: Hour | None
    #: the stop on the draft, where there is one.
    stop: Stop | None

    @property
    def word(self) -> str:
        """new, moved, dropped or same."""
        if self.before == self.after:
            return "same"
        if self.before is None:
            return "new"
        return "dropped" if self.after is None else "moved"


@dataclass(frozen=True, slots=True)
class RunChange:
    """A driver's day: how many stops it had, and has."""

    shift: Shift
    before: int
    after: int
    #: where the driver finds it; None: there is none any more.
    route: Route | None

    @property
    def word(self) -> str:
        """new, moved or dropped: only changes are listed."""
        if not self.before:
            return "new"
        return "moved" if self.after else "dropped"


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that publishing a draft tells somebody."""

    ends: Sequence[EndChange]
    runs: Sequence[RunChange]
    #: ends of collections for which nothing changes.
    same: int

    @property
    def is_none(self) -> bool:
        return not self.ends and not self.runs


def changes_of(plan: Plan) -> Changes:
    """What publishing the draft would change as things stand."""
    published = Plan.objects.owned_by(plan.organisation).filter(day=plan.day, state=PlanState.PUBLISHED)
    return changes_between(plan, list(published.values_list("pk", flat=True)))


def changes_between(plan: Plan, replaced: Sequence[int]) -> Changes:
    """What it changes when it takes the place of these plans. Three queries."""
    old = list(Stop.objects.to_do().filter(route__plan__in=replaced).for_mails().select_related(*_VAN))
    drafted = list(Route.objects.filter(plan=plan).for_runs().order_by("starts_at", "pk"))
    new = list(Stop.objects.filter(route__plan=plan).for_mails().select_related(*_VAN))
    stays = [stop for stop in old if _stays(stop, drafted)]
    before, after = _by_end(old), _by_end([*stays, *new])
    ends = [_end(key, before.get(key), after.get(key)) for key in sorted(before.keys() | after.keys(), key=_in_order)]
    changed = [one for one in ends if one.word != "same"]
    return Changes(ends=changed, runs=_runs(old, [*stays, *new]), same=len(ends) - len(changed))


def _in_order(key: tuple[int, str]) -> tuple[int, bool]:
    """Collection by collection, where it is picked up before where it is delivered."""
    return key[0], key[1] != StopKind.PICKUP


_VAN = ("route__shift__driver__user", "route__plan__organisation")


def _stays(stop: Stop, drafted: Sequence[Route]) -> bool:
    """Whether it is on a van that is on the way and the draft leaves it alone."""
    if stop.route.state != RouteState.STARTED:
        return False
    own = next((route for route in drafted if route.continues_id == stop.route_id), None)
    return own is None or stop.sequence <= own.continues_after


def _by_end(stops: Sequence[Stop]) -> dict[tuple[int, str], Stop]:
    return {(stop.collection_id, stop.kind): stop for stop in stops}


def _end(key: tuple[int, str], before: Stop | None, after: Stop | None) -> EndChange:
    stop = after or before
    assert stop is not None  # noqa: S101  (the key is that of one of them)
    return EndChange(
        collection=stop.collection,
        kind=key[1],
        who=stop.site.organisation,
        before=promise_of(before) if before else None,
        after=promise_of(after) if after else None,
        stop=after,
    )


def _runs(old: Sequence[Stop], new: Sequence[Stop]) -> list[RunChange]:
    before, after = _by_shift(old), _by_shift(new)
    changes = []
    for shift in sorted(before.keys() | after.keys()):
        had, has = before.get(shift, []), after.get(shift, [])
        if [_seen(stop) for stop in had] != [_seen(stop) for stop in has]:
            first = (has or had)[0]
            changes.append(RunChange(first.route.shift, len(had), len(has), first.route if has else None))
    return changes


def _seen(stop: Stop) -> tuple[int, str, Hour]:
    """What a driver goes by."""
    return stop.collection_id, stop.kind, promise_of(stop)


def _by_shift(stops: Sequence[Stop]) -> dict[int, list[Stop]]:
    found: dict[int, list[Stop]] = {}
    for stop in sorted(stops, key=lambda one: (one.route.state != RouteState.STARTED, one.sequence, one.pk)):
        found.setdefault(stop.route.shift_id, []).append(stop)
    return found

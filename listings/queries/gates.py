"""What a listing still has to show before it may leave, and what was shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from listings.gates import Gate, Shown, Subject, asked_of, gates_of, missing
from listings.models import Claim, ClaimState, Listing
from listings.models.evidence import Evidence
from marketplace.organisations.models import Organisation

_LEFT = frozenset({ClaimState.COLLECTED, ClaimState.RECEIVED})
_ENDED = frozenset({ClaimState.DECLINED, ClaimState.CANCELLED, ClaimState.LAPSED})


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate as pages print it: what is asked, what stands for it, whether it is open."""

    gate: Gate
    key: str
    name: str
    asks: str
    source: str
    is_open: bool
    stops: bool
    shown: tuple["EvidenceLine", ...]


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A piece of evidence to read: the checks that hold and those that do not, in words."""

    evidence: Evidence
    met: tuple[str, ...]
    unmet: tuple[str, ...]
    has_run_out: bool


@dataclass(frozen=True, slots=True)
class ReleasePanel:
    """What pages say of release: the gates, whether one that stops is closed, and how much the reader may see."""

    lines: list[GateLine]
    closed: bool
    is_giver: bool
    is_over: bool
    details: bool


def subject_of(listing: Listing) -> Subject:
    """What the gates look at; the category has to be loaded."""
    category = listing.category
    return Subject(category.slug, category.path, category.safety_gate, listing.condition, listing.kind)


def missing_for(listing: Listing, today: date) -> tuple[Gate, ...]:
    """What still has to be shown before this listing's goods may leave. One query, none where nothing is asked."""
    return missing_by_listing([listing], today).get(listing.pk, ())


def missing_by_listing(listings: Sequence[Listing], today: date) -> dict[int, tuple[Gate, ...]]:
    """The same for many, by key, with one query; those that lack nothing are left out."""
    wanted = {one.pk: gates for one in listings if (gates := gates_of(subject_of(one)))}
    if not wanted:
        return {}
    shown: dict[int, list[Shown]] = {}
    for key, gate, until in Evidence.objects.of(wanted).standing().values_list("listing", "gate", "valid_until"):
        shown.setdefault(key, []).append(Shown(gate, until))
    found = {key: missing(gates, shown.get(key, ()), today) for key, gates in wanted.items()}
    return {key: gates for key, gates in found.items() if gates}


def names_of(gates: Iterable[Gate]) -> str:
    """Gates in one line, for a sentence."""
    return ", ".join(_(gate.name).lower() if gate.checks else _(gate.name) for gate in gates)


def gate_lines(listing: Listing, today: date) -> list[GateLine]:
    """Every gate of a listing with what stands for it, as its pages print them. One query, none where nothing is
    asked."""
    subject = subject_of(listing)
    asked = asked_of(subject)
    if not asked:
        return []
    stopping = {gate.key for gate in gates_of(subject)}
    standing = list(Evidence.objects.of([listing.pk]).standing().select_related("by").newest_first())
    closed = {gate.key for gate in missing(asked, (Shown(one.gate, one.valid_until) for one in standing), today)}
    return [
        GateLine(
            gate=gate,
            key=gate.key,
            name=_(gate.name),
            asks=_(gate.asks),
            source=_(gate.source),
            is_open=gate.key not in closed,
            stops=gate.key in stopping,
            shown=tuple(_line(one, gate, today) for one in standing if one.gate == gate.key),
        )
        for gate in asked
    ]


def release_of(listing: Listing, today: date, *, is_giver: bool, is_over: bool, details: bool) -> ReleasePanel:
    """The panel of a listing; without lines where nothing stops it and nothing was shown. One query at most.

    :param is_over: it has left already
    :param details: the reader is a party, who sees words and pictures
    """
    lines = gate_lines(listing, today)
    if not any(line.stops or line.shown for line in lines):
        lines = []
    closed = any(line.stops and not line.is_open for line in lines)
    return ReleasePanel(lines, closed, is_giver=is_giver, is_over=is_over, details=details)


def release_of_claim(claim: Claim, organisation: Organisation, today: date) -> ReleasePanel | None:
    """The panel on the page of a claim, for one of its parties; none once the claim has ended without goods."""
    if claim.state in _ENDED:
        return None
    is_giver = claim.listing.organisation_id == organisation.pk
    return release_of(claim.listing, today, is_giver=is_giver, is_over=claim.state in _LEFT, details=True)


def gate_asked(listing: Listing, key: str) -> Gate | None:
    """The gate of that key, if it is asked of the listing."""
    return next((gate for gate in asked_of(subject_of(listing)) if gate.key == key), None)


def _line(evidence: Evidence, gate: Gate, today: date) -> EvidenceLine:
    return EvidenceLine(
        evidence=evidence,
        met=tuple(_(check.words) for check in gate.checks if check.key not in evidence.unmet),
        unmet=tuple(_(check.words) for check in gate.checks if check.key in evidence.unmet),
        has_run_out=evidence.valid_until is not None and evidence.valid_until < today,
    )

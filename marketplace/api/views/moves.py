"""How claimed goods move: collections, agreeing a time, handing over, receiving, passports."""

from functools import partial
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter

from listings.models import Claim
from logistics.access import claim_to_fetch, claim_to_hand_over, claim_to_receive
from logistics.actions.loads import fetching, receiving
from logistics.actions.paperwork import attesting
from logistics.forms.papers import ALL, NOT_ALL, AttestForm
from logistics.forms.proofs import FetchForm, ProofForm
from logistics.forms.receipts import ReceiptForm
from logistics.models import Collection, CollectionState, Handover, Receipt
from logistics.models.attestations import Attestation
from logistics.paper_access import claim_to_sign
from logistics.queries.parts import part_of
from marketplace.api.answers import Data, Deed, Listed
from marketplace.api.calls import Call, key_of
from marketplace.api.filling import filled
from marketplace.api.operations import acts, lists, makes, reads
from marketplace.api.paging import listed, one_of, whole
from marketplace.api.queries import moves
from marketplace.api.refusals import refused_form
from marketplace.api.scopes import Scope
from marketplace.api.serializers.moves import (
    CollectionOut,
    FetchTimeIn,
    HandOverIn,
    HandoverOut,
    PassportOut,
    ReceiptIn,
    ReceiptOut,
    StatementsIn,
    StatementsOut,
)
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Role

_STATE: Final = OpenApiParameter(
    "state", str, enum=list(CollectionState.values), description="Only those in this state."
)
_CLAIM: Final = OpenApiParameter("claim", int, description="Only those of this claim.")


class NothingToReceive(DomainError):
    """The goods are not there yet."""

    code = "not_delivered_yet"
    message = gettext_noop("It can be confirmed once its delivery was recorded.")


@lists(Scope.MOVES_READ, gives=CollectionOut, parameters=(_STATE, _CLAIM))
def list_collections(call: Call) -> Listed:
    """List the loads that are collected from you, for you or by you."""
    state, claim = one_of(call, "state", CollectionState.values), whole(call, "claim")
    return listed(call, moves.collections_of(call.organisation, state, claim), moves.told_collection)


@reads(Scope.MOVES_READ, gives=CollectionOut)
def read_collection(call: Call, pk: int) -> Data:
    """Read a load to which your organisation is a party."""
    return _collection(call, pk)


@lists(Scope.MOVES_READ, gives=HandoverOut, parameters=(_CLAIM,))
def list_handovers(call: Call) -> Listed:
    """List handovers of loads to which your organisation is a party."""
    return listed(call, moves.handovers_of(call.organisation, whole(call, "claim")), moves.told_handover)


@reads(Scope.MOVES_READ, gives=HandoverOut)
def read_handover(call: Call, pk: int) -> Data:
    """Read a handover of a load to which your organisation is a party."""
    return _handover(call, pk)


@lists(Scope.MOVES_READ, gives=ReceiptOut)
def list_receipts(call: Call) -> Listed:
    """List receipts of goods that you gave, received or carried."""
    return listed(call, moves.receipts_of(call.organisation), moves.told_receipt)


@reads(Scope.MOVES_READ, gives=ReceiptOut)
def read_receipt(call: Call, pk: int) -> Data:
    """Read a receipt of goods that you gave, received or carried."""
    return _receipt(call, pk)


@lists(Scope.MOVES_READ, gives=PassportOut)
def list_passports(call: Call) -> Listed:
    """List the lots that your organisation owned or held at any time."""
    return listed(call, moves.passports_of(call.organisation), lambda one: moves.told_passport(one, call.organisation))


@reads(Scope.MOVES_READ, gives=PassportOut)
def read_passport(call: Call, code: str) -> Data:
    """Read a lot that your organisation owned or held at any time, by the code of its label."""
    found = get_object_or_404(moves.passports_of(call.organisation), code=code)
    return moves.told_passport(found, call.organisation)


@acts(Scope.MOVES_WRITE, Role.LISTER, Role.REQUESTER, takes=FetchTimeIn, gives=CollectionOut)
def agree_fetch_time(call: Call, pk: int) -> Deed[Collection]:
    """Agree when the goods of an accepted claim are fetched; said again, it is another time."""
    claim = claim_to_fetch(call.organisation, call.roles, pk)
    load = part_of(claim, call.body.get("part"))
    form = FetchForm({"at": call.body["at"]})
    if not form.is_valid():
        raise refused_form(form)
    at = form.cleaned_data["at"]
    return Deed(
        act=partial(fetching.agree_time, claim=claim, at=at, by=call.person, now=call.now, collection=load),
        answer=lambda made: _collection(call, made.pk),
        row=load,
        current=partial(_collection, call, load.pk) if load else None,
    )


@makes(Scope.MOVES_WRITE, Role.LISTER, Role.REQUESTER, takes=StatementsIn, gives=StatementsOut)
def sign_statements(call: Call, pk: int) -> Deed[Attestation]:
    """Sign for your side that these are goods and not waste; both sides do before the goods leave."""
    claim, holder = claim_to_sign(call.organisation, call.roles, pk)
    form = AttestForm({**call.body, "answer": NOT_ALL if call.body["fails"] else ALL})
    if not form.is_valid():
        raise refused_form(form)
    return Deed(
        act=partial(
            attesting.attest,
            claim=claim,
            holder=holder,
            held=form.held(),
            detail=form.cleaned_data["detail"],
            signer_name=form.cleaned_data["signer_name"],
            by=call.person,
            now=call.now,
        ),
        answer=moves.told_statements,
    )


@makes(Scope.MOVES_WRITE, Role.LISTER, takes=HandOverIn, gives=HandoverOut)
def hand_over(call: Call, pk: int) -> Deed[Handover]:
    """Hand over what is fetched, proved by the three words of the receiver or the carrier."""
    claim = claim_to_hand_over(call.organisation, pk)
    load = part_of(claim, call.body.get("part"))
    said = {name: value for name, value in call.body.items() if name != "part"}
    form = ProofForm({**said, "client_id": uuid5(NAMESPACE_URL, f"{call.token.pk} {key_of(call.request)}")})
    if not form.is_valid():
        raise refused_form(form)
    return Deed(
        act=partial(
            fetching.hand_over, claim=claim, by=call.person, now=call.now, collection=load, **form.cleaned_data
        ),
        answer=lambda made: _handover(call, made.pk),
        location=lambda made: reverse("api:v1:handover", args=[made.pk]),
    )


@makes(Scope.MOVES_WRITE, Role.REQUESTER, takes=ReceiptIn, gives=ReceiptOut)
def confirm_receipt(call: Call, pk: int) -> Deed[Receipt]:
    """Count and confirm what came. It counts once: in your reports, the giver's, and the open figures."""
    claim = claim_to_receive(call.organisation, pk)
    load = _delivered(claim, call.body.get("part"))
    untouched = ReceiptForm(claim=claim, collection=load)
    said = {name: value for name, value in call.body.items() if name != "part"}
    form = ReceiptForm(filled(untouched, said), claim=claim, collection=load)
    if not form.is_valid():
        raise refused_form(form)
    return Deed(
        act=partial(receiving.confirm, collection=load, by=call.person, now=call.now, **form.values()),
        answer=lambda made: _receipt(call, made.pk),
        location=lambda made: reverse("api:v1:receipt", args=[made.pk]),
    )


def _delivered(claim: Claim, part: int | None) -> Collection:
    """The load that can be received now. :raises NothingToReceive | AlreadyReceived: there is none"""
    load = part_of(claim, part)
    if load is not None and load.state == CollectionState.CLOSED:
        raise receiving.AlreadyReceived
    if load is None or load.state != CollectionState.DELIVERED:
        raise NothingToReceive
    return load


def _collection(call: Call, pk: int) -> dict[str, Any]:  # Any: values of several types
    return moves.told_collection(get_object_or_404(moves.collections_of(call.organisation), pk=pk))


def _handover(call: Call, pk: int) -> dict[str, Any]:  # Any: as above
    return moves.told_handover(get_object_or_404(moves.handovers_of(call.organisation), pk=pk))


def _receipt(call: Call, pk: int) -> dict[str, Any]:  # Any: as above
    return moves.told_receipt(get_object_or_404(moves.receipts_of(call.organisation), pk=pk))

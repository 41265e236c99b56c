"""Attaching evidence, taking it back, and what may not leave without it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, transaction

from listings.actions import claiming, evidencing
from listings.gates import QUALITY
from listings.models import Claim, ClaimState, Evidence, Listing
from listings.models.steps import WordsTooLong
from listings.photo_processing import process
from listings.queries.gates import missing_for
from logistics.actions.days.planning import make_plan
from logistics.actions.loads import fetching
from logistics.actions.runs import driving
from logistics.models import Collection, PlanIssue, Stop
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import User
from tests import make
from tests.access.moving import working_day

pytestmark = pytest.mark.django_db


def keys(listing: Listing) -> list[str]:
    return [gate.key for gate in missing_for(listing, make.NOW.date())]


def promised(slug: str, **asked: object) -> Claim:
    """A claim that is accepted, of which nothing is shown yet."""
    claim = make.claim(make.listing(slug=slug), **asked)  # type: ignore[arg-type]  # whatever `claim` takes
    by = make.administrator(claim.listing.organisation)
    claiming.accept(claim=claim, quantity=claim.quantity, by=by, now=make.NOW)
    make.attested(claim)
    return claim


def collect(claim: Claim) -> None:
    by = make.administrator(claim.listing.organisation)
    claiming.mark_collected(claim=claim, quantity=claim.quantity, by=by, now=make.NOW)


def test_nothing_leaves_until_all_is_shown() -> None:
    claim = promised("desktops")
    for gate in ("data_wipe", "pat", QUALITY):
        with pytest.raises(evidencing.NotReleased):
            collect(claim)
        make.evidence(claim.listing, gate)
    collect(claim)
    claim.refresh_from_db()
    assert claim.state == ClaimState.COLLECTED


def test_the_refusal_names_what_is_missing_and_changes_nothing() -> None:
    claim = promised("desktops")
    make.evidence(claim.listing, "pat")
    with pytest.raises(evidencing.NotReleased) as refused:
        collect(claim)
    assert "Data wiped, checked by the giver" in refused.value.said_with(str)
    claim.refresh_from_db()
    assert (claim.state, claim.stock_entries.count()) == (ClaimState.ACCEPTED, 1)


def test_what_asks_for_nothing_leaves_as_before() -> None:
    claim = promised("desks")
    collect(claim)
    assert Evidence.objects.count() == 0


def test_evidence_taken_back_closes_the_gate_again() -> None:
    listing = make.listing(slug="laptops")
    shown = make.evidence(listing, "data_wipe")
    make.evidence(listing, QUALITY)
    assert keys(listing) == []
    by = make.administrator(listing.organisation)
    evidencing.take_back(evidence=shown, by=by, now=make.NOW)
    assert keys(listing) == ["data_wipe"]
    with pytest.raises(evidencing.EvidenceGone):
        evidencing.take_back(evidence=shown, by=by, now=make.NOW)


def test_evidence_runs_out() -> None:
    claim = promised("care-beds")
    for gate in ("pat", QUALITY):
        make.evidence(claim.listing, gate)
    make.evidence(claim.listing, "loler", valid_until=make.NOW.date())
    by, tomorrow = make.administrator(claim.listing.organisation), make.NOW + timedelta(days=1)
    with pytest.raises(evidencing.NotReleased):
        claiming.mark_collected(claim=claim, quantity=claim.quantity, by=by, now=tomorrow)
    collect(claim)


@pytest.mark.parametrize(
    ("slug", "said", "refusal"),
    [
        ("desks", {"gate": "pat"}, evidencing.NotAsked),
        ("monitors", {"gate": "pat", "words": " "}, evidencing.NothingShown),
        ("sofas", {"gate": "fire_label"}, evidencing.PictureMissing),
        ("care-beds", {"gate": "loler"}, evidencing.DayMissing),
        ("monitors", {"gate": "pat", "valid_until": make.NOW.date() - timedelta(days=1)}, evidencing.HasRunOut),
        ("sofas", {"gate": "fire_label", "applies": False, "words": ""}, evidencing.WhyMissing),
        ("sofas", {"gate": QUALITY, "applies": False}, evidencing.AlwaysFits),
        ("sofas", {"gate": QUALITY, "unmet": ["seams"], "words": ""}, evidencing.UnmetNeedsWords),
        ("sofas", {"gate": QUALITY, "unmet": ["works"]}, evidencing.NotAsked),
        ("monitors", {"gate": "pat", "words": "x" * 501}, WordsTooLong),
    ],
)
def test_what_shows_nothing_is_refused(slug: str, said: dict[str, object], refusal: type[DomainError]) -> None:
    listing = make.listing(slug=slug)
    with pytest.raises(refusal):
        make.evidence(listing, **said)  # type: ignore[arg-type]  # whatever `attach` takes
    assert Evidence.objects.count() == 0


def test_a_rule_that_does_not_fit_is_answered_with_why() -> None:
    listing = make.listing(slug="stacking-chairs")
    make.evidence(listing, "fire_label", applies=False, words="Plastic shells, nothing upholstered.")
    assert keys(listing) == [QUALITY]


def test_a_sentence_that_does_not_hold_is_told_and_stops_nothing() -> None:
    listing = make.listing(slug="wheelchairs")
    shown = make.evidence(listing, QUALITY, unmet=["whole"], words="One footrest is missing.")
    assert (shown.unmet, keys(listing)) == (["whole"], [])


def test_a_picture_is_kept_in_the_private_storage_without_where_it_was_taken() -> None:
    listing = make.listing(slug="sofas")
    shown = make.evidence(listing, "fire_label", picture=process(make.photo_file().read(), "label.jpg"), words="")
    assert storages["private"].exists(shown.picture)
    assert shown.picture.startswith("evidence/")
    assert "label" not in shown.picture


def test_a_picture_goes_again_where_its_row_cannot_be_written() -> None:
    listing = make.listing(slug="sofas")
    picture = process(make.photo_file().read(), "label.jpg")
    private = storages["private"]
    before = set(private.listdir("evidence")[1]) if private.exists("evidence") else set()
    with pytest.raises(ValueError, match="unsaved"):
        evidencing.attach(listing=listing, gate="fire_label", picture=picture, by=User(), now=make.NOW)
    assert set(private.listdir("evidence")[1]) == before


@pytest.mark.parametrize(
    "row",
    [
        {"gate": "pat"},
        {"gate": "pat", "applies": False},
        {"gate": "pat", "words": "x", "withdrawn_at": make.NOW},
    ],
)
def test_the_table_refuses_evidence_that_shows_nothing(row: dict[str, object]) -> None:
    listing = make.listing()
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(listing=listing, by=listing.created_by, at=make.NOW, **row)


# --- where release is asked for ------------------------------------------------------------------------------------
def test_no_time_is_agreed_for_what_may_not_leave() -> None:
    claim = promised("laptops")
    agree: Callable[[], Collection] = lambda: fetching.agree_time(  # noqa: E731  asked twice
        claim=claim, at=working_day(make.NOW, 1), by=claim.asked_by, now=make.NOW
    )
    with pytest.raises(evidencing.NotReleased):
        agree()
    assert Collection.objects.get(claim=claim).fetch_at is None
    make.show_all(claim.listing)
    assert agree().fetch_at is not None


def test_the_planner_leaves_it_out_and_says_why() -> None:
    carrier = make.carrier()
    chairs, desks = promised("office-chairs", carrier=carrier), promised("desks", carrier=carrier)
    plan = make_plan(organisation=carrier, day=make.DAY, by=make.administrator(carrier), now=make.NOW)
    issue = PlanIssue.objects.get(plan=plan)
    assert (issue.collection.claim, issue.code) == (chairs, "not_released")
    assert "Fire label of upholstery, checked by the giver" in issue.sentence
    assert set(Stop.objects.filter(route__plan=plan).values_list("collection__claim", flat=True)) == {desks.pk}


def test_the_driver_does_not_take_what_may_not_leave_any_more() -> None:
    claim = make.accepted_claim(make.listing(slug="laptops"), carrier=make.carrier())
    assert claim.carrier is not None
    route = make.run(claim.carrier)
    evidencing.take_back(
        evidence=Evidence.objects.filter(gate="data_wipe").get(), by=claim.listing.created_by, now=make.NOW
    )
    stop = Stop.objects.filter(route=route, kind="pickup").for_mails().get()
    with pytest.raises(evidencing.NotReleased):
        driving.prove(
            stop=stop,
            client_id=uuid4(),
            signer_name="Sam Dock",
            code=stop.collection.pickup_code,
            photo=None,
            quantity=Decimal(4),
            note="",
            by=route.shift.driver.user,
            now=make.NOW,
        )
    claim.refresh_from_db()
    assert claim.state == ClaimState.ACCEPTED

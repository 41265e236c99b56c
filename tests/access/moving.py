"""What moves in the world of the access tests: a fleet, a plan in force and a draft, and claims at every stage."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from listings.models import Claim
from logistics.actions.carriers.quoting import ask_quote
from logistics.actions.custody.noting import note as write_note
from logistics.actions.days.asking import ask_longer
from logistics.actions.days.planning import make_plan, publish
from logistics.actions.days.queueing import ask_for_plan
from logistics.actions.loads.fetching import agree_time, hand_over
from logistics.actions.loads.receiving import confirm
from logistics.actions.people.keeping import VehicleValues, add_driver, add_vehicle
from logistics.actions.people.shifting import add_shift
from logistics.models import (
    Collection,
    CustodyEvent,
    Driver,
    FollowUp,
    PartyAsk,
    Passport,
    Plan,
    PlanningRun,
    Proof,
    Receipt,
    Route,
    Shift,
    Stop,
    Vehicle,
)
from logistics.queries.passports import passport_of
from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.actions.loading import load_factor_sets
from marketplace.impact.models import Diversion
from marketplace.organisations.models import Organisation, Role, Site, User
from tests import make
from tests.access.accounting import weighed
from tests.access.early import tell_early
from tests.access.volunteers import lay_before


@dataclass
class Moves:
    """Claims by how far they are, and what logistics and impact made of them."""

    planned: Claim
    waiting: Claim
    fetched: Claim
    delivered: Claim
    received: Claim
    vehicle: Vehicle
    driver: Driver
    shift: Shift
    idle_driver: Driver
    draft_plan: Plan
    draft_shift: Shift
    route: Route
    stop: Stop
    proof: Proof
    receipt: Receipt
    passport: Passport
    #: what the receiver wrote into its book
    note: CustodyEvent
    line: Diversion
    planning_run: PlanningRun
    party_ask: PartyAsk

    @property
    def collection(self) -> Collection:
        """The one on the van."""
        return Collection.objects.get(claim=self.planned)


@dataclass
class Side:
    """One of those who take part, as far as moving goes."""

    organisation: Organisation
    site: Site
    people: dict[str, User]


def working_day(after: datetime, number: int) -> datetime:
    """Ten o'clock on the working day that comes so many working days after this moment."""
    day = timezone.localtime(after).date()
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return timezone.make_aware(datetime.combine(day, time(10)))


def _claim(giver: Side, receiver: Side, title: str, *, carrier: Organisation | None = None) -> Claim:
    listing = make.listing(giver.organisation, site=giver.site, title=title, slug="office-chairs")
    return make.accepted_claim(
        listing, organisation=receiver.organisation, site=receiver.site, carrier=carrier, quantity=3
    )


def _handed_over(claim: Claim, giver: Side, now: datetime) -> None:
    agree_time(claim=claim, at=working_day(now, 1), by=giver.people[Role.ADMINISTRATOR], now=now)
    hand_over(
        claim=claim,
        client_id=uuid4(),
        signer_name="Canary Signer",
        code="",
        photo=make.photo_file().read(),
        quantity=Decimal(3),
        note="canary proof note",
        by=giver.people[Role.ADMINISTRATOR],
        now=now,
    )


def move(giver: Side, receiver: Side, carrier: Side) -> Moves:
    """Make it all, through the actions, as of now."""
    now, by = timezone.now(), carrier.people[Role.COORDINATOR]
    planned = _claim(giver, receiver, "Planned chairs", carrier=carrier.organisation)
    values = VehicleValues(
        name="canary van",
        registration="CA11 ARY",
        type="van_diesel",
        capacity_kg=900,
        capacity_litres=9000,
        capacity_pallets=0,
        has_tail_lift=True,
    )
    vehicle = add_vehicle(organisation=carrier.organisation, values=values, by=by, now=now)
    driver, idle = (
        add_driver(organisation=carrier.organisation, user=carrier.people[role], phone="canary phone", by=by, now=now)
        for role in (Role.DRIVER, Role.ADMINISTRATOR)
    )
    make.licence(driver)
    make.scan(vehicle)
    shifts = [
        add_shift(
            vehicle=vehicle,
            driver=driver,
            start_site=carrier.site,
            starts_at=working_day(now, number) - timedelta(hours=1),
            ends_at=working_day(now, number) + timedelta(hours=6),
            crew=2,
            by=by,
            now=now,
        )
        for number in (1, 2)
    ]
    days = [timezone.localtime(shift.starts_at).date() for shift in shifts]
    plan = make_plan(organisation=carrier.organisation, day=days[0], by=by, now=now)
    publish(plan=plan, by=by, now=now)
    waiting = _claim(giver, receiver, "Waiting chairs", carrier=carrier.organisation)
    draft = make_plan(organisation=carrier.organisation, day=days[1], by=by, now=now)
    load = Collection.objects.with_parties().get(claim=waiting)
    ask_quote(collection=load, company="canary haulier", email="haulier@example.org", by=by, now=now)
    fetched, delivered, received = (
        _claim(giver, receiver, f"{word} chairs") for word in ("Fetched", "Delivered", "Received")
    )
    agree_time(claim=fetched, at=working_day(now, 1), by=giver.people[Role.LISTER], now=now)
    _handed_over(delivered, giver, now)
    _handed_over(received, giver, now)
    collection = Collection.objects.with_parties().get(claim=received)
    receipt = confirm(
        collection=collection,
        kept_quantity=Decimal(3),
        condition="good",
        mass_basis="weighed",
        mass_kg=Decimal("36.5"),
        note="canary receipt note",
        by=receiver.people[Role.REQUESTER],
        now=now,
    )
    load_factor_sets(now=now)
    weighed(receipt)
    assert count_receipts(now=now) == 1
    passport = passport_of(collection)
    assert passport is not None
    by = receiver.people[Role.REQUESTER]
    noted = write_note(passport=passport, kind="repaired", quantity=Decimal(1), note="Oiled", by=by, now=now)
    FollowUp.objects.create(receipt=receipt, passport=passport, months=3, asked_at=now)
    for word in ("Offered", "Taken"):
        lay_before(_claim(giver, receiver, f"{word} chairs", carrier=carrier.organisation), driver, vehicle, now)
    tell_early(Stop.objects.filter(route__plan=plan).for_mails()[0], now)
    return Moves(
        planned=planned,
        waiting=waiting,
        fetched=fetched,
        delivered=delivered,
        received=received,
        vehicle=vehicle,
        driver=driver,
        shift=shifts[0],
        idle_driver=idle,
        draft_plan=draft,
        draft_shift=shifts[1],
        route=Route.objects.get(plan=plan),
        stop=Stop.objects.filter(route__plan=plan).order_by("sequence")[0],
        proof=Proof.objects.get(handover__collection=collection),
        receipt=receipt,
        passport=passport,
        note=noted,
        line=Diversion.objects.get(receipt=receipt),
        planning_run=ask_for_plan(organisation=carrier.organisation, day=days[1], by=by, now=now),
        party_ask=ask_longer(
            collection=Collection.objects.with_parties().get(claim=waiting),
            kind="widen_pickup",
            minutes=30,
            day=days[1],
            by=by,
            now=now,
        ),
    )

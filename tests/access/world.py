"""A small world for tests of access: who gives, who receives, who carries, a stranger, and what they have together."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from listings.actions.enquiring import enquire
from listings.actions.fitting import see_matches
from listings.actions.importing import upload
from listings.actions.photographing import keep_photos
from listings.actions.publishing import publish
from listings.models import Claim, Decision, Enquiry, ImportJob, KitList, Listing, Photo, Want
from listings.photo_processing import process
from logistics.models import Collection
from marketplace.api.models import ApiToken
from marketplace.dialogue.actions.talking import say
from marketplace.organisations.actions.inviting import invite
from marketplace.organisations.actions.placing import change_site
from marketplace.organisations.models import Circle, Invitation, OrganisationKind, Role, User
from tests import make
from tests.access.decided import decided
from tests.access.exports import Exported, export
from tests.access.lending import EVIDENCE, Lending, lend
from tests.access.moving import Moves, Side, move
from tests.access.page_forms import forms_of
from tests.access.papering import CANARY as WASTE_CANARY
from tests.access.papering import Papered, paper
from tests.access.recurring import Recurring, recur
from tests.access.reports import Reports, report_on
from tests.access.rooms import CANARIES, Rooms, book_rooms
from tests.access.telling import Told, tell
from tests.access.trusting import Trust, trust
from tests.make.api import token as api_token_of
from tests.make.circles import TODAY
from tests.make.circles import circle as make_circle
from tests.make.circles import place as invite_to_circle
from tests.make.circles import staged as show_in_stages

PARTIES: Final = ("giver", "receiver", "carrier")
ROLES: Final = tuple(Role.values)


@dataclass
class Party(Side):
    """An organisation with one person for each single role, and one site whose address is a canary."""

    word: str
    clients: dict[str, Client]

    @property
    def administrator(self) -> User:
        return self.people[Role.ADMINISTRATOR]


@dataclass
class World:
    """What there is. All claims are the receiver's, of the giver's things; the carrier's van brings some of them."""

    parties: dict[str, Party]
    newcomer: Client
    listing: Listing
    draft: Listing
    photo: Photo
    #: the giver's, with the receiver in it and the carrier invited; and what the giver shows to it alone
    circle: Circle
    staged: Listing
    want: Want
    kit: KitList
    asked: Claim
    accepted: Claim
    enquiry: Enquiry
    invitation: Invitation
    token: str
    moves: Moves
    uploaded: ImportJob
    checked: ImportJob
    told: Told
    rooms: Rooms
    trust: Trust
    lending: Lending
    reports: Reports
    recurring: Recurring
    decided: Decision
    papers: Papered
    exported: Exported
    #: the giver's
    api_token: ApiToken
    #: what only the members of one party may read
    own_canaries: dict[str, list[str]] = field(default_factory=dict)
    #: what the three parties may read of each other, and nobody else
    shared_canaries: list[str] = field(default_factory=list)

    @property
    def giver(self) -> Party:
        return self.parties["giver"]

    @property
    def receiver(self) -> Party:
        return self.parties["receiver"]

    @property
    def carrier(self) -> Party:
        return self.parties["carrier"]

    @property
    def stranger(self) -> Party:
        return self.parties["stranger"]

    def hidden_from(self, word: str) -> list[str]:
        """The canaries that must never be shown to a member of this party (or to nobody: an empty word)."""
        others = [text for owner, texts in self.own_canaries.items() if owner != word for text in texts]
        return others if word in PARTIES else others + self.shared_canaries


def build() -> World:
    """Make it all through the actions; what follows a commit happens too."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return _build()


def _party(word: str, kind: str, *, carries: bool = False) -> Party:
    founder = make.user(f"canary-{word}-administrator@example.org", name=f"{word.title()} Administrator")
    organisation = make.organisation(kind, name=f"The {word}", by=founder, carries_for_others=carries)
    people: dict[str, User] = {Role.ADMINISTRATOR.value: founder}
    for role in ROLES:
        if role not in people:
            email = f"canary-{word}-{role}@example.org"
            people[role] = make.member(organisation, role, email=email, name=f"{word.title()} {role.title()}")
    site = make.site(organisation, name=f"{word.title()} yard", street=f"77 Canary {word.title()} Street")
    change_site(
        site=site,
        name=site.name,
        dock_hours=site.dock_hours,
        access_notes=f"canary notes of the {word}",
        contact_name=f"Canary {word.title()} Contact",
        contact_phone=f"0113 496 {len(word):04}",
        has_loading_dock=True,
        has_step_free_access=True,
        by=founder,
        now=make.NOW,
    )
    clients = {role: make.client(person, organisation) for role, person in people.items()}
    return Party(organisation, site, people, word, clients)


def _addresses(party: Party) -> list[str]:
    site = party.site
    return [site.street, site.access_notes, site.contact_name, site.contact_phone]


def _build() -> World:
    giver = _party("giver", OrganisationKind.BUSINESS)
    receiver = _party("receiver", OrganisationKind.CHARITY)
    carrier = _party("carrier", OrganisationKind.COMMUNITY_GROUP, carries=True)
    stranger = _party("stranger", OrganisationKind.SCHOOL)
    parties = {party.word: party for party in (giver, receiver, carrier, stranger)}
    listing = make.listing(giver.organisation, site=giver.site, title="Public desks")
    pictures = [process(make.photo_file(colour=colour).read(), "desk.jpg") for colour in ("teal", "tomato")]
    photo, _second = keep_photos(listing=listing, photos=pictures, caption="", by=giver.administrator, now=make.NOW)
    draft = make.draft(giver.organisation, site=giver.site, title="canary draft")
    circle = make_circle(giver.organisation, receiver.organisation)
    invite_to_circle(circle, carrier.organisation, accepted=False)
    staged = show_in_stages(
        make.draft(giver.organisation, site=giver.site, title="canary staged"), circles={circle: TODAY}
    )
    publish(listing=staged, by=giver.administrator, now=make.NOW)
    asked = make.claim(listing, organisation=receiver.organisation, site=receiver.site)
    accepted = make.accepted_claim(
        make.listing(giver.organisation, site=giver.site, title="Public chairs", slug="office-chairs"),
        organisation=receiver.organisation,
        site=receiver.site,
        carrier=carrier.organisation,
        accept=Decimal(3),
    )
    for claim in (asked, accepted):
        say(
            thread=claim.thread,
            organisation=receiver.organisation,
            body="canary message",
            by=receiver.administrator,
            now=make.NOW,
        )
    enquiry = enquire(
        listing=listing,
        organisation=receiver.organisation,
        question="canary question",
        by=receiver.administrator,
        now=make.NOW,
    )
    invitation, token = invite(
        organisation=giver.organisation,
        email="canary-invited@example.org",
        role=Role.LISTER,
        by=giver.administrator,
        now=timezone.now(),
    )
    want = make.want(receiver.organisation, site=receiver.site, title="Public want of tables")
    kit = make.kit(receiver.organisation, site=receiver.site)
    told = tell(
        giver=giver.organisation,
        site=giver.site,
        receiver=receiver.organisation,
        administrator=receiver.administrator,
    )
    moves = move(giver, receiver, carrier)
    uploaded, checked = _imported(giver), _imported(giver)
    _answered(giver, checked)
    on_van, at_door = moves.collection, Collection.objects.get(claim=moves.fetched)
    world = World(
        parties=parties,
        newcomer=make.client(make.user("canary-newcomer@example.org")),
        listing=listing,
        draft=draft,
        photo=photo,
        circle=circle,
        staged=staged,
        want=want,
        kit=kit,
        asked=asked,
        accepted=accepted,
        enquiry=enquiry,
        invitation=invitation,
        token=token,
        moves=moves,
        uploaded=uploaded,
        checked=checked,
        told=told,
        rooms=book_rooms(giver, receiver),
        lending=lend(giver, receiver),
        reports=report_on(giver, moves.line),
        recurring=recur(giver.organisation, receiver.organisation),
        decided=decided(giver.organisation, giver.site, receiver.organisation, receiver.site),
        trust=trust(accepted, carrier.organisation),
        papers=paper(giver, receiver),
        exported=export(giver.organisation, giver.site),
        api_token=api_token_of(giver.organisation)[0],
        own_canaries={
            "giver": [
                *_mails(giver),
                "canary draft",
                "canary list",
                "canary chairs",
                "canary-invited@example.org",
                on_van.pickup_code,
            ],
            "receiver": [
                *_mails(receiver),
                "canary search",
                "canary appeal",
                on_van.dropoff_code,
                at_door.dropoff_code,
            ],
            "carrier": [*_mails(carrier), "canary phone", "CA11 ARY"],
        },
        shared_canaries=[
            *_addresses(giver),
            *_addresses(receiver),
            *_addresses(carrier),
            asked.purpose,
            WASTE_CANARY,
            "canary message",
            "canary question",
            "canary staged",
            "canary proof note",
            "canary receipt note",
            "Canary Signer",
            EVIDENCE,
            *CANARIES,
        ],
    )
    # What was found for the want is no news: then its owner changes nothing by looking at it.
    see_matches(want=want, by=receiver.administrator, now=make.NOW)
    return world


def _imported(party: Party) -> ImportJob:
    """A list that was uploaded; one of its rows needs a correction."""
    sheet = b"Ref,Item,Quantity,Condition\nC-1,canary desks,4,good\nC-2,canary chairs,lots,good\n"
    return upload(
        organisation=party.organisation, data=sheet, filename="canary list.csv", by=party.administrator, now=make.NOW
    )


def _answered(party: Party, job: ImportJob) -> None:
    """Its questions answered as they stand, and every row checked."""
    url, browser = reverse("listings:import-map", args=[job.pk]), party.clients[Role.LISTER]
    form = next(form for form in forms_of(browser.get(url).content.decode(), url=url) if "site" in form.names)
    assert browser.post(url, form.values).status_code == 302
    job.refresh_from_db()
    assert job.state == "checked"


def _mails(party: Party) -> list[str]:
    return [person.email for person in party.people.values()]

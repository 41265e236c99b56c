"""What waits for somebody in this room."""

from datetime import datetime

from django.db.models import Count, DecimalField, ExpressionWrapper, F, Min, Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Claim, ClaimState
from logistics.models import (
    Collection,
    CollectionMode,
    CollectionState,
    Plan,
    PlanState,
    Receipt,
    RejectedFate,
    Route,
    RouteState,
)
from logistics.people_access import open_to
from logistics.queries.deeds import open_count
from logistics.queries.offers import driver_of
from logistics.queries.plans import count_to_plan
from logistics.queries.season import tickets_to_sign
from logistics.queries.signing import to_sign_as_giver, to_sign_as_receiver
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role, User
from marketplace.web.waiting import Urgency, Waiting


def waiting_for(*, organisation: Organisation, roles: frozenset[str], user: User, now: datetime) -> list[Waiting]:
    """Jobs to plan and drafts to publish for coordinators, today's run for drivers, times to agree and deliveries to
    confirm for requesters, goods to hand over for listers."""
    waiting: list[Waiting] = []
    if may(roles, Role.COORDINATOR):
        waiting += _to_plan(organisation) + _to_publish(organisation, now) + _told_by_phones(organisation)
    if may(roles, Role.DRIVER):
        waiting += _to_drive(organisation, user, now) + _to_take(organisation, user, now)
    if may(roles, Role.REQUESTER):
        waiting += (
            to_sign_as_receiver(organisation)
            + _tickets(organisation)
            + _to_fetch(organisation)
            + _to_confirm(organisation)
        )
    if may(roles, Role.LISTER):
        waiting += to_sign_as_giver(organisation) + _to_hand_over(organisation, now)
        waiting += _to_come_back(organisation) + _on_the_way_back(organisation)
    return waiting


def _tickets(organisation: Organisation) -> list[Waiting]:
    """Season tickets that wait for the receiver's signature."""
    count = tickets_to_sign(organisation)
    if not count:
        return []
    title = ngettext("%(count)s season ticket to sign", "%(count)s season tickets to sign", count) % {"count": count}
    detail = _("One waste transfer note for many loads: with your signature nobody signs each of them.")
    return [Waiting(title, detail, _("Look"), reverse("logistics:season-tickets"), "soon", count)]


def _to_plan(organisation: Organisation) -> list[Waiting]:
    count = count_to_plan(organisation)
    if not count:
        return []
    title = ngettext("%(count)s collection to plan", "%(count)s collections to plan", count) % {"count": count}
    detail = _("Accepted claims that you were asked to bring.")
    return [Waiting(title, detail, _("Plan"), reverse("logistics:plan"), "soon", count)]


def _told_by_phones(organisation: Organisation) -> list[Waiting]:
    """What drivers entered without the net, and something else happened meanwhile."""
    count = open_count(organisation)
    if not count:
        return []
    title = ngettext("%(count)s entry of a driver", "%(count)s entries of drivers", count) % {"count": count}
    detail = _("Told without the net, and something else happened meanwhile: say what holds.")
    return [Waiting(title, detail, _("Look"), reverse("logistics:deeds"), "now", count)]


def _to_publish(organisation: Organisation, now: datetime) -> list[Waiting]:
    today = localtime(now).date()
    drafts = Plan.objects.owned_by(organisation).filter(state=PlanState.DRAFT, day__gte=today)
    found = drafts.aggregate(count=Count("pk"), first=Min("day"))
    if not found["count"]:
        return []
    title = ngettext("%(count)s plan to publish", "%(count)s plans to publish", found["count"]) % {
        "count": found["count"]
    }
    url = f"{reverse('logistics:plan')}?day={found['first']:%Y-%m-%d}"
    detail = _("Nobody is told before it is published.")
    return [Waiting(title, detail, _("Look"), url, "now" if found["first"] == today else "soon", found["count"])]


def _to_drive(organisation: Organisation, user: User, now: datetime) -> list[Waiting]:
    runs = Route.objects.driven_by(user).of_carrier(organisation).for_runs()
    run = runs.filter(
        Q(state=RouteState.STARTED) | Q(state=RouteState.PUBLISHED, plan__day=localtime(now).date())
    ).order_by("-state", "starts_at", "pk")
    found = run.first()
    if found is None:
        return []
    started = found.state == RouteState.STARTED
    title = _("Your run with %(van)s") % {"van": found.shift.vehicle}
    leaves = _("Leaves at %(time)s") % {"time": f"{localtime(found.starts_at):%H:%M}"}
    detail = _("You are on the way.") if started else leaves
    url = reverse("logistics:run", args=[found.pk])
    return [Waiting(title, detail, _("Go on") if started else _("Open"), url, "now")]


def _to_take(organisation: Organisation, user: User, now: datetime) -> list[Waiting]:
    """Journeys that a volunteer is asked to take, by name or with others."""
    driver = driver_of(organisation, user)
    if driver is None or not driver.is_volunteer:
        return []
    found = open_to(driver, now=now).aggregate(count=Count("pk"), asked=Count("pk", filter=Q(asked=driver)))
    if not found["count"]:
        return []
    title = ngettext("%(count)s journey is open to you", "%(count)s journeys are open to you", found["count"])
    detail = _("You are asked by name.") if found["asked"] else _("Whoever comes first has it.")
    urgency: Urgency = "now" if found["asked"] else "later"
    words = title % {"count": found["count"]}
    return [Waiting(words, detail, _("Look"), reverse("logistics:offers"), urgency, found["count"])]


def _to_fetch(organisation: Organisation) -> list[Waiting]:
    open_ones = Claim.objects.asked_by(organisation).filter(state=ClaimState.ACCEPTED)
    to_agree = Collection.objects.filter(mode=CollectionMode.FETCH, state=CollectionState.READY)
    found = open_ones.filter(Q(collections=None, carrier=None) | Q(pk__in=to_agree.values("claim"))).aggregate(
        count=Count("pk", distinct=True), first=Min("pk")
    )
    if not found["count"]:
        return []
    title = ngettext("%(count)s time to agree", "%(count)s times to agree", found["count"]) % {"count": found["count"]}
    url = _one_or_all(found["count"], found["first"])
    return [Waiting(title, _("Say when you fetch it."), _("Agree a time"), url, "soon", found["count"])]


def _to_confirm(organisation: Organisation) -> list[Waiting]:
    delivered = Collection.objects.filter(state=CollectionState.DELIVERED, claim__organisation=organisation)
    found = delivered.aggregate(count=Count("pk"), first=Min("claim"))
    if not found["count"]:
        return []
    title = ngettext("%(count)s delivery to confirm", "%(count)s deliveries to confirm", found["count"]) % {
        "count": found["count"]
    }
    only = found["count"] == 1
    url = reverse("logistics:receipt-new", args=[found["first"]]) if only else reverse("logistics:collections")
    detail = _("Count what arrived: only then it counts in anybody’s report.")
    return [Waiting(title, detail, _("Confirm"), url, "now", found["count"])]


def _to_hand_over(organisation: Organisation, now: datetime) -> list[Waiting]:
    """What is fetched from them today."""
    today = localtime(now).date()
    agreed = Collection.objects.filter(
        claim__listing__organisation=organisation,
        mode=CollectionMode.FETCH,
        state=CollectionState.PLANNED,
        fetch_at__date__lte=today,
    )
    found = agreed.aggregate(count=Count("pk"), first=Min("claim"))
    if not found["count"]:
        return []
    title = ngettext("%(count)s lot to hand over", "%(count)s lots to hand over", found["count"]) % {
        "count": found["count"]
    }
    detail = _("Somebody comes for it. Ask for their three words.")
    return [Waiting(title, detail, _("Hand over"), _one_or_all(found["count"], found["first"]), "now", found["count"])]


def _to_come_back(organisation: Organisation) -> list[Waiting]:
    """What receivers turned away and send back."""
    sent = Receipt.objects.filter(collection__claim__listing__organisation=organisation, settlement=None)
    found = sent.filter(rejected_fate=RejectedFate.RETURNED).aggregate(count=Count("pk"), first=Min("pk"))
    if not found["count"]:
        return []
    title = ngettext("%(count)s lot comes back to you", "%(count)s lots come back to you", found["count"])
    detail = _("Somebody turned it away. Say when it is back: then it is on offer again.")
    url = reverse("logistics:receipt", args=[found["first"]])
    return [Waiting(title % {"count": found["count"]}, detail, _("Look"), url, "soon", found["count"])]


def _on_the_way_back(organisation: Organisation) -> list[Waiting]:
    """Loads that could not be delivered, and what deliveries did not account for."""
    left = ExpressionWrapper(
        F("collected_quantity") - F("delivered_quantity") - F("returned_quantity") - F("lost_quantity"),
        output_field=DecimalField(max_digits=12, decimal_places=3),
    )
    after = (CollectionState.RETURNING, CollectionState.DELIVERED, CollectionState.CLOSED)
    loads = Collection.objects.filter(claim__listing__organisation=organisation, state__in=after)
    found = loads.annotate(left=left).filter(left__gt=0).aggregate(count=Count("pk"), first=Min("claim"))
    if not found["count"]:
        return []
    title = ngettext("%(count)s load to count back in", "%(count)s loads to count back in", found["count"])
    detail = _("It did not arrive, or not all of it. Say when you have it back: then it is on offer again.")
    url = _one_or_all(found["count"], found["first"])
    return [Waiting(title % {"count": found["count"]}, detail, _("Look"), url, "soon", found["count"])]


def _one_or_all(count: int, first: int) -> str:
    if count == 1:
        return reverse("logistics:collection-of-claim", args=[first])
    return reverse("logistics:collections")

"""What the world was told: an alert of the receiver's, a copy of it with its link, and a saved search."""

from dataclasses import dataclass

from listings.actions.alerting import ring_due
from listings.actions.saving import save_search
from listings.models import Alert, Notice, SavedSearch
from listings.models.tokens import answer_token, stop_token
from marketplace.organisations.models import Organisation, Site, User
from tests import make


@dataclass
class Told:
    """One alert, one person's copy of it and the links in their mail; a saved search of the same person."""

    alert: Alert
    notice: Notice
    saved: SavedSearch

    @property
    def answer_token(self) -> str:
        return answer_token(self.notice.pk)

    @property
    def stop_token(self) -> str:
        return stop_token(person=self.notice.person_id, organisation=self.alert.organisation_id)


def tell(*, giver: Organisation, site: Site, receiver: Organisation, administrator: User) -> Told:
    """A listing of the giver's fits a want of the receiver's, who is told; their administrator saves a search."""
    make.listing(giver, site=site, title="Public benches", slug="desks")
    ring_due(now=make.NOW)
    alert = Alert.objects.of(receiver).told().get()
    saved = save_search(
        organisation=receiver, name="canary search", query="q=chairs", how_often="", by=administrator, now=make.NOW
    )
    return Told(alert=alert, notice=alert.notices.get(), saved=saved)

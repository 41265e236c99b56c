"""What this room has for somebody's yard."""

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.impact.queries.ledger import has_lines
from marketplace.impact.queries.receipts import uncounted_of
from marketplace.kernel.periods import format_period, previous, quarter_of
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role, User
from marketplace.web.waiting import Waiting

#: For how long after its end a quarter's report is put before people.
REMINDER: Final = timedelta(days=30)


def waiting_for(*, organisation: Organisation, roles: frozenset[str], user: User, now: datetime) -> list[Waiting]:
    """For those who report: receipts not counted yet, and a quarter that has ended."""
    if not may(roles, Role.REPORTER):
        return []
    return [*_uncounted(organisation), *_finished_quarter(organisation, now)]


def _uncounted(organisation: Organisation) -> list[Waiting]:
    count = uncounted_of(organisation)
    if not count:
        return []
    return [
        Waiting(
            title=ngettext("%(count)s receipt is to be counted", "%(count)s receipts are to be counted", count)
            % {"count": count},
            detail=_("It happens by itself in a moment; the report has a button that does it at once."),
            verb=_("Open the report"),
            url=reverse("impact:report"),
            urgency="later",
            count=count,
        )
    ]


def _finished_quarter(organisation: Organisation, now: datetime) -> list[Waiting]:
    today = localtime(now).date()
    quarter = previous(quarter_of(today))
    if today - quarter.ends_on > REMINDER or not has_lines(organisation, quarter):
        return []
    return [
        Waiting(
            title=_("%(quarter)s is finished") % {"quarter": format_period(quarter)},
            detail=_("Look at what was kept in use, and how well it is known."),
            verb=_("Look at the report"),
            url=f"{reverse('impact:report')}?{urlencode({'period': quarter.code})}",
            urgency="soon",
        )
    ]

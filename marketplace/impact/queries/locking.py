"""Which days are closed: what is found about them later stands in a later period."""

from datetime import date

from django.db.models import Q

from marketplace.impact.models import Report, ReportScope
from marketplace.organisations.models import Organisation

_OWN = (ReportScope.ORGANISATION, ReportScope.SITE, ReportScope.DEPARTMENT)


def is_locked(organisation: Organisation, day: date) -> bool:
    """Whether a report that holds the organisation's lines of that day is locked or frozen: one of its own, of
    whichever part of it and side, or one of the whole exchange."""
    own = Q(organisation=organisation, run__scope__in=_OWN)
    return Report.objects.closed().covering(day).filter(own | Q(run__scope=ReportScope.PLATFORM)).exists()


def is_prior(donor: Organisation, receiver: Organisation, day: date) -> bool:
    """Whether what is found now about that day adjusts a period that one of the two has closed."""
    return is_locked(donor, day) or is_locked(receiver, day)

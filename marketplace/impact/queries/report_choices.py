"""What a form about reports offers."""

from django.db.models import QuerySet

from marketplace.impact.models import FactorSet, ParameterSet
from marketplace.organisations.models import Circle, Organisation, Site


def sites_of(organisation: Organisation) -> QuerySet[Site]:
    """The organisation's own sites."""
    return Site.objects.owned_by(organisation).for_choice()


def circles_of(organisation: Organisation) -> QuerySet[Circle]:
    """The circles that it looks after: who founded one may report for it."""
    return Circle.objects.filter(founded_by=organisation).order_by("name", "pk")


def factor_sets() -> QuerySet[FactorSet]:
    """Every set that is loaded, newest first."""
    return FactorSet.objects.newest_first()


def parameter_sets() -> QuerySet[ParameterSet]:
    """Those that were adopted, the one in use first."""
    return ParameterSet.objects.adopted().newest_first()

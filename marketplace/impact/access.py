"""Who may see what of the ledger: the donor and the receiver of a line, and nobody else."""

from django.shortcuts import get_object_or_404

from marketplace.impact.models import Diversion
from marketplace.organisations.models import Organisation


def line_visible_to(organisation: Organisation, pk: int) -> Diversion:
    """A line that the organisation gave or received, with what its page prints; 404 for everybody else's."""
    return get_object_or_404(Diversion.objects.visible_to(organisation).for_report(), pk=pk)

"""Who may, of what this room keeps of people: papers, offers, storage. Not yours, or not there: 404."""

from django.shortcuts import get_object_or_404

from logistics.models import Credential
from marketplace.organisations.models import Organisation


def own_credential(organisation: Organisation, pk: int) -> Credential:
    """A paper of the organisation, of its fleet or of its drivers; those that were put away too."""
    return get_object_or_404(Credential.objects.owned_by(organisation).for_page(), pk=pk)

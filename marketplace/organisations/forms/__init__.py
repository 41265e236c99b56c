"""Forms of this room: what people type, checked for shape."""

from marketplace.organisations.forms.circles import CircleForm, CircleInvitationForm
from marketplace.organisations.forms.organisations import OrganisationForm
from marketplace.organisations.forms.people import InvitationForm, RolesForm, SignupForm
from marketplace.organisations.forms.sites import SiteForm

__all__ = [
    "CircleForm",
    "CircleInvitationForm",
    "InvitationForm",
    "OrganisationForm",
    "RolesForm",
    "SignupForm",
    "SiteForm",
]

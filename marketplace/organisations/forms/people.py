"""People: signing up, being invited, having roles."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marketplace.organisations.access import may_give
from marketplace.organisations.models import Role, User
from marketplace.web.forms import Form


class SignupForm(Form):
    """What is asked at sign-up beside the e-mail address and password, which allauth asks for."""

    field_order = ["name", "email", "password1"]

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
        help_text=_("Shown to your colleagues and to those whom you write to."),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account is there."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class InvitationForm(Form):
    """Whom to invite, and to what: only the roles that the inviter may give are offered."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, data: object = None, *, roles: frozenset[str]) -> None:
        super().__init__(data)
        offered = [("", _("Choose a role")), *((role.value, role.label) for role in Role if may_give(roles, role))]
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101  (for the type checker: it is declared so above)
        role.choices = offered


class RolesForm(Form):
    """Which roles a person has."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role, or remove the person.")},
    )

"""What somebody says."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.dialogue.actions.talking import LONGEST
from marketplace.web.forms import Form


class MessageForm(Form):
    """One message."""

    body = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write something first.")},
    )

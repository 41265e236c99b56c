"""How allauth fits in: its mails go through our outbox, as text and HTML, so that no mail server can hold up a page."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.organisations.actions.notifying import send_written

#: What the button in the HTML says, by where allauth puts the link.
BUTTONS = {
    "activate_url": _("Confirm the address"),
    "password_reset_url": _("Choose a new password"),
    "signup_url": _("Sign up"),
}


class AccountAdapter(DefaultAccountAdapter):
    """The account adapter: as allauth has it, but for sending mail."""

    def send_mail(
        self,
        template_prefix: str,
        email: str,
        context: dict[str, Any],  # Any: allauth's own contract
    ) -> None:
        """Write the mail from allauth's templates (ours stand in `templates/account/email`) and have it sent."""
        words = {**context, "email": email, "site_url": settings.SITE_URL, "request": self.request}
        message = self.render_mail(template_prefix, email, words)
        button = next((name for name in BUTTONS if words.get(name)), "")
        html = render_to_string(
            "web/mail/letter.html",
            {
                "subject": message.subject,
                "text": message.body,
                "site_url": settings.SITE_URL,
                "href": words.get(button, ""),
                "verb": BUTTONS.get(button, ""),
            },
        )
        send_written(email=email, subject=message.subject, text=message.body, html=html, now=timezone.now())

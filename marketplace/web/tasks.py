"""Background tasks of this room."""

from django.utils import timezone
from django_tasks import task

from marketplace.web import mailing
from marketplace.web.models import Mail


@task()
def deliver(mail_id: int) -> None:
    """Send one mail."""
    mail = Mail.objects.filter(pk=mail_id).first()
    if mail is not None:
        mailing.send_mail(mail=mail, now=timezone.now())


@task()
def retry_mail() -> None:
    """Send whatever is due: mails whose first try failed, or whose task was lost."""
    now = timezone.now()
    for mail in Mail.objects.due_at(now)[:100]:
        mailing.send_mail(mail=mail, now=now)

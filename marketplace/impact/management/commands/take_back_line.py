"""Takes back a ledger line that never was so: the operator's answer to a slip that both sides confirmed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from marketplace.impact.actions.correcting import take_back
from marketplace.impact.models import Diversion
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import User


class Command(BaseCommand):
    help = "Take back a line of the mass ledger. It stays; a negative line beside it undoes it from today on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("line", type=int, help="number of the line, as its page says")
        parser.add_argument("--reason", required=True, help="a sentence that both organisations will read")
        parser.add_argument("--by", required=True, help="e-mail address of the person who decided it")

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's contract
        line = Diversion.objects.filter(pk=options["line"]).first()
        person = User.objects.filter(email__iexact=options["by"]).first()
        if line is None:
            raise CommandError("There is no such line.")
        if person is None:
            raise CommandError("Nobody has this e-mail address.")
        try:
            undone = take_back(line=line, reason=options["reason"], by=person, now=timezone.now())
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Line {line.pk} is undone by line {undone.pk}.")

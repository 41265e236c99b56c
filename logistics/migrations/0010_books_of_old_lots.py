"""Lots that were moved before their books were chained get numbers, hashes and a standing."""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.db import migrations, models


def _hash(facts: dict[str, str], previous: str) -> str:
    """As `logistics.chain.hash_of` was when this was written."""
    text = json.dumps({"facts": facts, "previous": previous}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _facts(passport: Any, event: Any) -> dict[str, str]:  # Any: rows as they were then
    """As `logistics.queries.chains.facts_of_event` was when this was written."""
    return {
        "what": "custody",
        "passport": passport.code,
        "number": str(event.number),
        "kind": event.kind,
        "holder": str(event.holder_id),
        "source": "",
        "quantity": f"{event.quantity:.3f}",
        "mass_kg": "",
        "place": "",
        "note": "",
        "handover": event.handover.hash if event.handover else "",
        "receipt": "",
        "related": "",
        "corrects": "",
        "reason": "",
        "by": "",
        "at": event.at.astimezone(UTC).isoformat(),
    }


def begin(apps: Any, schema_editor: Any) -> None:  # Any: Django hands these in
    Passport = apps.get_model("logistics", "Passport")
    CustodyEvent = apps.get_model("logistics", "CustodyEvent")
    for passport in Passport.objects.select_related("listing").order_by("pk").iterator():
        events = list(CustodyEvent.objects.filter(passport=passport).select_related("handover"))
        events.sort(key=lambda event: (event.kind != "listed", event.at, event.pk))
        owner, holder, left, head = (
            passport.listing.organisation_id,
            passport.listing.organisation_id,
            passport.quantity,
            "",
        )
        for number, event in enumerate(events, 1):
            event.number, event.previous_hash = number, head
            head = event.hash = _hash(_facts(passport, event), head)
            CustodyEvent.objects.filter(pk=event.pk).update(number=number, previous_hash=event.previous_hash, hash=head)
            holder = event.holder_id
            if event.kind == "received":
                owner, left = event.holder_id, min(event.quantity, passport.quantity)
        stands = {"owner": owner, "holder": holder, "remaining": left, "length": len(events), "head": head}
        Passport.objects.filter(pk=passport.pk).update(**stands)


class Migration(migrations.Migration):
    dependencies = [
        ("logistics", "0009_books_of_lots"),
    ]

    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="custodyevent",
            constraint=models.UniqueConstraint(
                fields=("passport", "number"),
                name="custody_number_is_used_once_in_a_passport",
                violation_error_message="Another event came first. Try again.",
            ),
        ),
    ]

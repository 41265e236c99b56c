"""Of a claim it is kept how much has left its site: in one load so far, in several from now on."""

from decimal import Decimal

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F, OuterRef, Q, Subquery, Sum


def count_what_left(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each collected claim has one entry so far that says how much left."""
    claim, entry = apps.get_model("listings", "Claim"), apps.get_model("listings", "StockEntry")
    left = entry.objects.filter(claim=OuterRef("pk"), kind="collected").values("claim").annotate(sum=Sum("quantity"))
    gone = claim.objects.filter(pk__in=entry.objects.filter(kind="collected").values("claim"))
    gone.filter(accepted_quantity__isnull=False).update(collected_quantity=Subquery(left.values("sum")))


class Migration(migrations.Migration):
    dependencies = [("listings", "0022_addresses_of_calendars")]

    operations = [
        migrations.AddField(
            "claim",
            "collected_quantity",
            models.DecimalField(decimal_places=3, default=Decimal(0), editable=False, max_digits=12),
        ),
        migrations.RunPython(count_what_left, migrations.RunPython.noop),
        migrations.AddConstraint(
            "claim",
            models.CheckConstraint(
                condition=Q(collected_quantity=0)
                | Q(collected_quantity__gt=0, collected_quantity__lte=F("accepted_quantity")),
                name="no_more_of_a_claim_leaves_than_was_accepted",
                violation_error_message="No more can be collected than was promised.",
            ),
        ),
    ]

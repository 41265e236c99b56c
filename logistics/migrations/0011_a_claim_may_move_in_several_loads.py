"""A collection becomes one load of a claim, with what became of it: delivered, back with the giver, lost."""

from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

MODES = [
    ("van", "Brought by a van"),
    ("fetch", "Fetched by the requester"),
    ("bring", "Brought by the giver"),
    ("volunteer", "Brought by a volunteer"),
    ("carrier", "Brought by a hired carrier"),
]
STATES = [
    ("ready", "To be planned"),
    ("offered", "Offered to volunteers"),
    ("planned", "Planned"),
    ("en_route", "On the way to collect"),
    ("collected", "Collected"),
    ("returning", "On the way back"),
    ("returned", "Back with the giver"),
    ("delivered", "Delivered"),
    ("closed", "Received"),
    ("lost", "Lost"),
    ("cancelled", "Cancelled"),
]
LEFT = ["collected", "returning", "returned", "delivered", "closed", "lost"]


def count_what_was_delivered(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was delivered so far is what the last handover to the receiver counted."""
    collection, handover = apps.get_model("logistics", "Collection"), apps.get_model("logistics", "Handover")
    last = handover.objects.filter(collection=OuterRef("pk"), kind__in=["dropoff", "fetch"]).order_by("-at", "-pk")
    counted = Coalesce(Subquery(last.values("quantity")[:1]), F("collected_quantity"))
    collection.objects.filter(state__in=["delivered", "closed"]).update(delivered_quantity=counted)


class Migration(migrations.Migration):
    dependencies = [("logistics", "0010_books_of_old_lots")]

    operations = [
        migrations.AlterField(
            "collection",
            "claim",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="collections", to="listings.claim"
            ),
        ),
        migrations.AddField("collection", "part", models.PositiveSmallIntegerField(default=1, editable=False)),
        migrations.AddField(
            "collection",
            "cut_from",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cuts",
                to="logistics.collection",
            ),
        ),
        migrations.AddField("collection", "is_rest", models.BooleanField(default=False, editable=False)),
        migrations.AlterField("collection", "mode", models.CharField(choices=MODES, max_length=10)),
        migrations.AlterField("collection", "state", models.CharField(choices=STATES, default="ready", max_length=10)),
        *(
            migrations.AddField(
                "collection", name, models.DecimalField(decimal_places=3, default=Decimal(0), max_digits=12)
            )
            for name in ("delivered_quantity", "returned_quantity", "lost_quantity")
        ),
        migrations.RunPython(count_what_was_delivered, migrations.RunPython.noop),
        migrations.RemoveConstraint("collection", "collection_under_way_says_how_much_was_collected"),
        migrations.AddConstraint(
            "collection",
            models.CheckConstraint(
                condition=~Q(state__in=LEFT) | Q(collected_quantity__isnull=False),
                name="collection_under_way_says_how_much_was_collected",
                violation_error_message="Say how much was collected.",
            ),
        ),
        migrations.AddConstraint(
            "collection",
            models.CheckConstraint(
                condition=Q(delivered_quantity__gte=0, returned_quantity__gte=0, lost_quantity__gte=0),
                name="what_became_of_a_load_is_never_below_zero",
                violation_error_message="A count is never below zero.",
            ),
        ),
        migrations.AddConstraint(
            "collection",
            models.CheckConstraint(
                condition=Q(collected_quantity=None, delivered_quantity=0, returned_quantity=0, lost_quantity=0)
                | Q(collected_quantity__gte=F("delivered_quantity") + F("returned_quantity") + F("lost_quantity")),
                name="no_more_arrives_than_was_collected",
                violation_error_message="More cannot arrive, come back and be lost than was collected.",
            ),
        ),
        migrations.AddConstraint(
            "collection",
            models.CheckConstraint(
                condition=Q(part__gte=1),
                name="loads_are_numbered_from_one",
                violation_error_message="Loads are numbered from one.",
            ),
        ),
        migrations.AddConstraint(
            "collection",
            models.UniqueConstraint(
                fields=["claim", "part"],
                name="claim_has_each_load_once",
                violation_error_message="This claim has a load with that number already.",
            ),
        ),
    ]

"""Sides that have yet to sign are reminded before the day of the collection."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0023_claims_may_leave_in_several_loads"),
        ("logistics", "0021_wishes_for_journeys"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignatureReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "holder",
                    models.CharField(choices=[("giver", "The giver"), ("receiver", "The receiver")], max_length=8),
                ),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signature_reminders",
                        to="listings.claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder to sign",
                "verbose_name_plural": "reminders to sign",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("claim", "holder", "day"),
                        name="side_is_reminded_to_sign_once_for_a_day",
                        violation_error_message="This side was reminded already.",
                    )
                ],
            },
        ),
    ]

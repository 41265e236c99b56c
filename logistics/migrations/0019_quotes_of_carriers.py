"""Carriers from outside are asked what they want for a load."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("logistics", "0018_storage_at_sites"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CarrierQuote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("company", models.CharField(max_length=120, verbose_name="carrier")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("priced", "Offered"),
                            ("declined", "No, thanks"),
                            ("accepted", "Hired"),
                            ("not_chosen", "Not chosen"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("price_pence", models.PositiveIntegerField(blank=True, null=True)),
                ("pickup_from", models.DateTimeField(blank=True, null=True)),
                ("pickup_until", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="quotes", to="logistics.collection"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "quote of a carrier",
                "verbose_name_plural": "quotes of carriers",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("collection", "email"),
                        name="carrier_is_asked_once_about_a_load",
                        violation_error_message="This carrier was asked about this load already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "accepted")),
                        fields=("collection",),
                        name="load_has_one_hired_carrier",
                        violation_error_message="A carrier is hired for this load already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "declined", "withdrawn", "not_chosen"]),
                            models.Q(
                                ("pickup_from__isnull", False),
                                ("pickup_until__isnull", False),
                                ("price_pence__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="quote_says_how_much_and_when",
                        violation_error_message="A quote says how much and when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pickup_from", None), ("pickup_until__gt", models.F("pickup_from")), _connector="OR"
                        ),
                        name="quoted_pickup_ends_after_it_begins",
                        violation_error_message="The time for the pickup ends before it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("asked_at"))),
                        name="quote_may_be_answered_for_a_while",
                        violation_error_message="A carrier has some time to answer.",
                    ),
                ],
            },
        ),
    ]

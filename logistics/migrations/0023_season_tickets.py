"""One waste transfer note may cover the loads of a season; vehicles have readings of their odometers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("logistics", "0022_sides_are_reminded_to_sign"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SeasonTicket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("giver_name", models.CharField(max_length=120)),
                ("giver_at", models.DateTimeField()),
                ("receiver_name", models.CharField(blank=True, max_length=120)),
                ("receiver_at", models.DateTimeField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=300)),
                (
                    "declaration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made_season_ticket",
                        to="logistics.wastedeclaration",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "giver_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "receiver_by",
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
                "verbose_name": "season ticket",
                "verbose_name_plural": "season tickets",
            },
        ),
        migrations.AddField(
            model_name="wastedeclaration",
            name="season_ticket",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="declarations",
                to="logistics.seasonticket",
            ),
        ),
        migrations.CreateModel(
            name="OdometerReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start_km", models.PositiveIntegerField(blank=True, null=True, verbose_name="before (km)")),
                ("end_km", models.PositiveIntegerField(blank=True, null=True, verbose_name="after (km)")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "route",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="odometer", to="logistics.route"
                    ),
                ),
            ],
            options={
                "verbose_name": "reading of an odometer",
                "verbose_name_plural": "readings of odometers",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start_km", None), ("end_km", None), ("end_km__gte", models.F("start_km")), _connector="OR"
                        ),
                        name="odometer_never_turns_back",
                        violation_error_message="The reading after lies below the one before.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("start_km__isnull", False), ("end_km__isnull", False), _connector="OR"),
                        name="odometer_reading_says_something",
                        violation_error_message="Enter what the dial says.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="seasonticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="season_ticket_ends_after_it_begins",
                violation_error_message="The last day lies before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seasonticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("receiver_at", None), ("receiver_by", None), ("receiver_name", "")),
                    models.Q(
                        ("receiver_at__isnull", False),
                        ("receiver_by__isnull", False),
                        models.Q(("receiver_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="season_ticket_is_signed_whole_or_not_at_all",
                violation_error_message="A signature has a name and a moment.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seasonticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_by", None), ("ended_on", None), ("ended_why", "")),
                    models.Q(
                        ("ended_by__isnull", False),
                        ("ended_on__isnull", False),
                        models.Q(("ended_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="season_ticket_that_was_ended_says_why",
                violation_error_message="Say why it ends.",
            ),
        ),
    ]

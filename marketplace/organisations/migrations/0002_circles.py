"""Circles and the places of organisations in them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Circle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("rules", models.TextField(max_length=4000, verbose_name="rules")),
                ("active_from", models.DateField(verbose_name="active from")),
                ("review_on", models.DateField(verbose_name="rules to be reviewed on")),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "founded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="circles_founded",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "circle",
                "verbose_name_plural": "circles",
            },
        ),
        migrations.CreateModel(
            name="CircleMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("invited_at", models.DateTimeField()),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "circle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="organisations.circle",
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
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="circle_memberships",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "place in a circle",
                "verbose_name_plural": "places in circles",
            },
        ),
        migrations.AddConstraint(
            model_name="circle",
            constraint=models.UniqueConstraint(
                fields=("founded_by", "name"),
                name="circle_name_is_used_once_by_its_founder",
                violation_error_message="You already look after a circle with this name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="circle",
            constraint=models.CheckConstraint(
                condition=models.Q(("review_on__gt", models.F("active_from"))),
                name="circle_is_reviewed_after_it_begins",
                violation_error_message="The rules are reviewed after they have begun.",
            ),
        ),
        migrations.AddIndex(
            model_name="circlemembership",
            index=models.Index(
                condition=models.Q(("accepted_at__isnull", False), ("ended_at", None)),
                fields=["organisation", "circle"],
                name="circle_place_of_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="circlemembership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("declined_at", None), ("ended_at", None)),
                fields=("circle", "organisation"),
                name="organisation_has_one_open_place_in_a_circle",
                violation_error_message="It belongs to the circle, or is invited to it, already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="circlemembership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_at", None), ("accepted_by", None)),
                    models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                    _connector="OR",
                ),
                name="circle_place_is_accepted_by_somebody",
                violation_error_message="An accepted invitation names who accepted it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="circlemembership",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_at", None), ("declined_at", None), _connector="OR"),
                name="circle_place_is_not_both_accepted_and_declined",
                violation_error_message="An accepted invitation cannot be declined.",
            ),
        ),
        migrations.AddConstraint(
            model_name="circlemembership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="circle_place_is_ended_by_somebody",
                violation_error_message="A place that ended names who ended it.",
            ),
        ),
    ]

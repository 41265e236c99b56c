"""Runs that are broken off, and labels of loads before they leave."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("logistics", "0024_care_of_loads_and_hours_at_the_wheel"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BrokenRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(unique=True)),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("van", "The van cannot go on"),
                            ("ill", "Somebody of the crew is ill or hurt"),
                            ("accident", "An accident"),
                            ("road", "The roads or the weather"),
                            ("time", "No time left"),
                            ("other", "Something else"),
                        ],
                        max_length=8,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=240)),
                (
                    "goods",
                    models.CharField(
                        choices=[
                            ("stay", "It stays in the van"),
                            ("storage", "It is put down in a storage"),
                            ("van", "Another van takes it"),
                        ],
                        max_length=8,
                    ),
                ),
                ("aboard", models.PositiveSmallIntegerField()),
                ("to_plan", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "run that was broken off",
                "verbose_name_plural": "runs that were broken off",
            },
        ),
        migrations.CreateModel(
            name="LabelledLoad",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "collection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="labelled", to="logistics.collection"
                    ),
                ),
                (
                    "passport",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="labelled", to="logistics.passport"
                    ),
                ),
            ],
            options={"verbose_name": "labelled load", "verbose_name_plural": "labelled loads"},
        ),
        migrations.RemoveConstraint(
            model_name="deed",
            name="deed_at_a_stop_names_the_stop",
        ),
        migrations.AlterField(
            model_name="deed",
            name="kind",
            field=models.CharField(
                choices=[
                    ("start", "Left"),
                    ("arrive", "Was there"),
                    ("prove", "Collected or delivered"),
                    ("fail", "It did not work"),
                    ("break", "Broke off the run"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="deed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("start", "break")), ("stop", None)),
                    models.Q(models.Q(("kind__in", ("start", "break")), _negated=True), ("stop__isnull", False)),
                    _connector="OR",
                ),
                name="deed_at_a_stop_names_the_stop",
                violation_error_message="Say at which stop it was.",
            ),
        ),
        migrations.AddField(
            model_name="brokenrun",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="brokenrun",
            name="onto",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="logistics.route",
            ),
        ),
        migrations.AddField(
            model_name="brokenrun",
            name="route",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="broken", to="logistics.route"
            ),
        ),
        migrations.AddField(
            model_name="brokenrun",
            name="storage",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="logistics.storage",
            ),
        ),
        migrations.AddConstraint(
            model_name="brokenrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code", "other"), _negated=True), models.Q(("words", ""), _negated=True), _connector="OR"
                ),
                name="run_broken_off_for_something_else_says_for_what",
                violation_error_message="Say what happened.",
            ),
        ),
        migrations.AddConstraint(
            model_name="brokenrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("goods", "stay"), ("onto", None), ("storage", None)),
                    models.Q(("goods", "storage"), ("onto", None), ("storage__isnull", False)),
                    models.Q(("goods", "van"), ("onto__isnull", False), ("storage", None)),
                    _connector="OR",
                ),
                name="broken_run_says_where_its_goods_go",
                violation_error_message="Say where what is aboard goes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="brokenrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("onto", models.F("route")), _negated=True),
                name="goods_of_a_broken_run_go_onto_another",
                violation_error_message="Choose another van.",
            ),
        ),
    ]

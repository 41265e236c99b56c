"""Days are planned again by themselves; a plan that is made again says what is kept, and why it was made."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("logistics", "0025_runs_that_are_broken_off_and_labels_before"),
        ("organisations", "0004_height_limits_of_sites"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="planningrun", name="because", field=models.CharField(blank=True, max_length=400)
        ),
        migrations.AddField(model_name="planningrun", name="keeps_plan", field=models.BooleanField(default=False)),
        migrations.AddField(
            model_name="planningrun", name="kept_shifts", field=models.JSONField(blank=True, default=list)
        ),
        migrations.CreateModel(
            name="DayWatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("since", models.DateTimeField()),
                ("changes", models.JSONField(blank=True, default=list)),
                ("seen_key", models.CharField(blank=True, max_length=64)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("planned_key", models.CharField(blank=True, max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="day_watches",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={"verbose_name": "watched day", "verbose_name_plural": "watched days"},
        ),
        migrations.AddConstraint(
            model_name="daywatch",
            constraint=models.UniqueConstraint(
                fields=("organisation", "day"),
                name="day_of_an_organisation_is_watched_once",
                violation_error_message="This day is watched already.",
            ),
        ),
    ]

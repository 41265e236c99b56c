import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0022_addresses_of_calendars"),
        ("logistics", "0003_what_becomes_of_a_rejected_share"),
        ("organisations", "0003_geocoders_take_turns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanningRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waits for its turn"),
                            ("running", "Being planned"),
                            ("done", "Planned"),
                            ("failed", "Failed"),
                            ("cancelled", "Stopped"),
                        ],
                        default="queued",
                        max_length=9,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for a worker"),
                            ("preparing", "Working out the ways between all places"),
                            ("searching", "Looking for the best routes"),
                            ("joining", "Joining the parts of a large day"),
                            ("explaining", "Finding out why something stays behind"),
                            ("checking", "Checking every route once more"),
                            ("saving", "Writing it down"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(default=0)),
                ("input_hash", models.CharField(max_length=64)),
                ("failure_code", models.CharField(blank=True, max_length=40)),
                ("failure", models.CharField(blank=True, max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("touched_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "planning run",
                "verbose_name_plural": "planning runs",
            },
        ),
        migrations.AddField(
            model_name="planningrun",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="planningrun",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="planning_runs",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="planningrun",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="logistics.plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="planningrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["queued", "running"])),
                fields=("organisation", "day"),
                name="day_is_planned_by_one_run_at_a_time",
                violation_error_message="This day is being planned already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planningrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__lte", 100)),
                name="planning_is_done_at_a_hundred_percent",
                violation_error_message="Nothing is more than done.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planningrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("failure", ""), _negated=True),
                    _connector="OR",
                ),
                name="failed_planning_says_why",
                violation_error_message="A plan that failed says why.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planningrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state__in", ["queued", "running"])),
                    models.Q(("ended_at__isnull", False), ("state__in", ["done", "failed", "cancelled"])),
                    _connector="OR",
                ),
                name="planning_that_is_over_says_since_when",
                violation_error_message="Planning that is over says since when.",
            ),
        ),
    ]

from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0019_claims_wait_are_offered_and_lapse"),
        ("organisations", "0003_geocoders_take_turns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "occurrence",
                "verbose_name_plural": "occurrences",
            },
        ),
        migrations.CreateModel(
            name="Recurrence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=200)),
                ("starts_on", models.DateField(verbose_name="from")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12, verbose_name="how much each time")),
                (
                    "promised",
                    models.DecimalField(decimal_places=3, default=Decimal(0), editable=False, max_digits=12),
                ),
                ("ahead_days", models.PositiveSmallIntegerField(default=7, verbose_name="posted so many days before")),
                (
                    "gone_within_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="gone within so many days"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("paused", "Paused"), ("ended", "Ended")],
                        default="running",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("resumes_on", models.DateField(blank=True, editable=False, null=True, verbose_name="goes on from")),
                ("trouble", models.CharField(blank=True, editable=False, max_length=300)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "recurrence",
                "verbose_name_plural": "recurrences",
            },
        ),
        migrations.CreateModel(
            name="StandingBreak",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(verbose_name="from")),
                ("to_on", models.DateField(verbose_name="to")),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "break",
                "verbose_name_plural": "breaks",
            },
        ),
        migrations.CreateModel(
            name="StandingClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12, verbose_name="how much each time")),
                ("purpose", models.CharField(max_length=1000, verbose_name="what it is for")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("agreed", "Agreed"),
                            ("declined", "Declined"),
                            ("ended", "Ended"),
                        ],
                        default="asked",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, editable=False, max_length=500)),
                ("trouble", models.CharField(blank=True, editable=False, max_length=300)),
                ("at", models.DateTimeField(editable=False)),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "standing claim",
                "verbose_name_plural": "standing claims",
            },
        ),
        migrations.AddField(
            model_name="occurrence",
            name="listing",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="occurrence",
                to="listings.listing",
            ),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="skipped_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recurrence",
            name="by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recurrence",
            name="listing",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="recurrence", to="listings.listing"
            ),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="recurrence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="occurrences", to="listings.recurrence"
            ),
        ),
        migrations.AddField(
            model_name="standingbreak",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="standingclaim",
            name="by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="standingclaim",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="standingclaim",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="standing_claims",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="standingclaim",
            name="recurrence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="standing_claims", to="listings.recurrence"
            ),
        ),
        migrations.AddField(
            model_name="standingclaim",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.site",
                verbose_name="where it goes",
            ),
        ),
        migrations.AddField(
            model_name="standingbreak",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="breaks", to="listings.standingclaim"
            ),
        ),
        migrations.AddIndex(
            model_name="recurrence",
            index=models.Index(fields=["state"], name="recurrence_to_post"),
        ),
        migrations.AddConstraint(
            model_name="recurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)),
                name="recurrence_has_something_each_time",
                violation_error_message="Say how much there is each time.",
            ),
        ),
        migrations.AddConstraint(
            model_name="recurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(("promised__gte", 0), ("promised__lte", models.F("quantity"))),
                name="recurrence_promises_at_most_what_comes",
                violation_error_message="Standing claims cannot have more than comes each time.",
            ),
        ),
        migrations.AddConstraint(
            model_name="recurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ahead_days__lte", 60),
                    models.Q(("gone_within_days", None), ("gone_within_days__lte", 60), _connector="OR"),
                ),
                name="recurrence_is_posted_at_most_two_months_ahead",
                violation_error_message="Post it at most 60 days before, and give at most 60 days to collect it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="recurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "paused"), models.Q(("resumes_on", None), ("trouble", "")), _connector="OR"
                ),
                name="only_a_paused_recurrence_goes_on_some_day",
                violation_error_message="Only what is paused goes on from a day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="recurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state", "ended")),
                    models.Q(models.Q(("state", "ended"), _negated=True), ("ended_at", None)),
                    _connector="OR",
                ),
                name="recurrence_says_when_it_ended",
                violation_error_message="What has ended says when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.UniqueConstraint(
                fields=("recurrence", "on"),
                name="recurrence_happens_once_a_day",
                violation_error_message="That day is posted or skipped already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(("skipped_by", None), ("listing", None), _connector="OR"),
                name="skipped_occurrence_has_no_listing",
                violation_error_message="A skipped day has no listing.",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)),
                name="standing_claim_is_for_something",
                violation_error_message="Ask for more than zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("state", "asked")),
                    models.Q(("state__in", ["asked", "agreed"]), _negated=True),
                    models.Q(("decided_at__isnull", False), ("state", "agreed")),
                    _connector="OR",
                ),
                name="agreed_standing_claim_says_when",
                violation_error_message="What is agreed says since when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingclaim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "agreed"])),
                fields=("recurrence", "organisation"),
                name="organisation_has_one_standing_claim_on_a_recurrence",
                violation_error_message="You have a standing claim on this already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingbreak",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__gte", models.F("from_on"))),
                name="break_ends_after_it_begins",
                violation_error_message="A break ends on or after the day on which it begins.",
            ),
        ),
    ]

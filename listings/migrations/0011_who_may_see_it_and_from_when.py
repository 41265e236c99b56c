"""Stages, the record of who could see what, and public search without what is not for everyone yet."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0010_words_of_public_listings"),
        ("organisations", "0002_circles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # A generated column cannot be changed: it is made anew, and with it the indexes that it is in.
        migrations.RemoveIndex(model_name="listing", name="listing_near"),
        migrations.RemoveIndex(model_name="listing", name="listing_near_in_category"),
        migrations.RemoveIndex(model_name="listing", name="listing_newest"),
        migrations.RemoveField(model_name="listing", name="live_spot"),
        migrations.AddField(
            model_name="listing",
            name="is_for_everyone",
            field=models.BooleanField(default=True, editable=False),
        ),
        migrations.AddField(
            model_name="listing",
            name="live_spot",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(("available__gt", 0), ("is_for_everyone", True), ("state", "published")),
                        then=models.F("spot"),
                    ),
                    default=None,
                    output_field=models.BigIntegerField(),
                ),
                output_field=models.BigIntegerField(null=True),
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("live_spot__isnull", False)),
                fields=["live_spot", "category", "kind", "x", "y", "z"],
                name="listing_near",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("live_spot__isnull", False)),
                fields=["category", "live_spot", "kind", "x", "y", "z"],
                name="listing_near_in_category",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("live_spot__isnull", False)), fields=["-published_at", "-id"], name="listing_newest"
            ),
        ),
        migrations.CreateModel(
            name="Showing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "change",
                    models.CharField(choices=[("shown", "Shown to"), ("hidden", "No longer shown to")], max_length=6),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("own_sites", "our own organisation"),
                            ("circle", "a circle"),
                            ("everyone", "everyone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.circle",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="showings", to="listings.listing"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of who could see it",
                "verbose_name_plural": "lines of who could see it",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "circle"), ("circle__isnull", False)),
                            models.Q(("audience__in", ["own_sites", "everyone"]), ("circle", None)),
                            _connector="OR",
                        ),
                        name="showing_names_a_circle_only_if_it_is_for_one",
                        violation_error_message="A line that is about a circle names it.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("own_sites", "our own organisation"),
                            ("circle", "a circle"),
                            ("everyone", "everyone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("begins_on", models.DateField()),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "circle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stages",
                        to="organisations.circle",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stages", to="listings.listing"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
            options={
                "verbose_name": "stage",
                "verbose_name_plural": "stages",
                "indexes": [
                    models.Index(fields=["owner", "audience", "begins_on", "listing"], name="stage_of_owner"),
                    models.Index(
                        condition=models.Q(("circle__isnull", False)),
                        fields=["circle", "begins_on", "listing"],
                        name="stage_of_circle",
                    ),
                    models.Index(condition=models.Q(("opened_at", None)), fields=["begins_on"], name="stage_due"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "circle"), ("circle__isnull", False)),
                            models.Q(("audience__in", ["own_sites", "everyone"]), ("circle", None)),
                            _connector="OR",
                        ),
                        name="stage_names_a_circle_only_if_it_is_for_one",
                        violation_error_message="Choose a circle for a stage that is for one.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("circle__isnull", False)),
                        fields=("listing", "circle"),
                        name="listing_is_shown_to_a_circle_by_one_stage",
                        violation_error_message="There is a stage for this circle already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("circle", None)),
                        fields=("listing", "audience"),
                        name="listing_is_shown_to_its_own_and_to_everyone_by_one_stage_each",
                        violation_error_message="There is a stage for them already.",
                    ),
                ],
            },
        ),
    ]

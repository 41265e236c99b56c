import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("logistics", "0007_deeds_told_by_phones_and_stop_failures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="route",
            name="continues",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="logistics.route",
            ),
        ),
        migrations.AddField(
            model_name="route",
            name="continues_after",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Pin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("pinned_at", models.DateTimeField()),
                (
                    "collection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pin", to="logistics.collection"
                    ),
                ),
                (
                    "pinned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pins",
                        to="logistics.shift",
                    ),
                ),
            ],
            options={
                "verbose_name": "pin",
                "verbose_name_plural": "pins",
            },
        ),
        migrations.CreateModel(
            name="PartyAsk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("widen_pickup", "Open longer for collecting"),
                            ("widen_delivery", "Open longer for delivering"),
                        ],
                        max_length=14,
                    ),
                ),
                ("day", models.DateField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, choices=[("yes", "Yes"), ("no", "No")], max_length=3)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="asks", to="logistics.collection"
                    ),
                ),
            ],
            options={
                "verbose_name": "question to a party",
                "verbose_name_plural": "questions to parties",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("collection", "kind", "day"),
                        name="party_is_asked_once_about_a_day",
                        violation_error_message="They have been asked already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 1), ("minutes__lte", 480)),
                        name="party_is_asked_for_minutes_up_to_eight_hours",
                        violation_error_message="Ask for something between a minute and eight hours.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="answer_of_a_party_says_when_it_came",
                        violation_error_message="An answer says when it came.",
                    ),
                ],
            },
        ),
    ]

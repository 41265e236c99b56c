import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("logistics", "0014_offers_to_volunteers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="proof",
            name="condition",
            field=models.CharField(
                blank=True,
                choices=[
                    ("new", "New"),
                    ("as_new", "As new"),
                    ("good", "Good"),
                    ("fair", "Fair"),
                    ("needs_repair", "Needs repair"),
                    ("for_parts", "For parts or material"),
                    ("unknown", "Not stated"),
                ],
                max_length=12,
                verbose_name="condition",
            ),
        ),
        migrations.AddField(
            model_name="proof",
            name="signature",
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="proof",
            name="signature_hash",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.CreateModel(
            name="LoadCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("missing", models.PositiveSmallIntegerField(default=0)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="load_check", to="logistics.route"
                    ),
                ),
            ],
            options={
                "verbose_name": "check before leaving",
                "verbose_name_plural": "checks before leaving",
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("latitude", models.FloatField()),
                ("longitude", models.FloatField()),
                ("accuracy_m", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="positions", to="logistics.shift"
                    ),
                ),
            ],
            options={
                "verbose_name": "position",
                "verbose_name_plural": "positions",
                "indexes": [
                    models.Index(fields=["shift", "at"], name="position_latest_of_a_shift"),
                    models.Index(fields=["at"], name="position_to_be_deleted"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("latitude__gte", -90),
                            ("latitude__lte", 90),
                            ("longitude__gte", -180),
                            ("longitude__lte", 180),
                        ),
                        name="position_is_a_place_on_the_map",
                        violation_error_message="That is not a place on the map.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PositionSharing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "shift",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sharing", to="logistics.shift"
                    ),
                ),
            ],
            options={
                "verbose_name": "choice to tell where the van is",
                "verbose_name_plural": "choices to tell where the van is",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("since_at")), _connector="OR"
                        ),
                        name="sharing_ends_after_it_began",
                        violation_error_message="It ends after it began.",
                    )
                ],
            },
        ),
    ]

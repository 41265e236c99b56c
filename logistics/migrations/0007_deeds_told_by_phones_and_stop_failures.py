import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0022_addresses_of_calendars"),
        ("logistics", "0006_credentials_and_what_a_fleet_is"),
        ("organisations", "0003_geocoders_take_turns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Deed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("start", "Left"),
                            ("arrive", "Was there"),
                            ("prove", "Collected or delivered"),
                            ("fail", "It did not work"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("done", "Entered"),
                            ("waiting", "Waits for what came before it"),
                            ("kept", "To be looked at"),
                            ("entered", "Entered by a coordinator"),
                            ("set_aside", "Set aside"),
                        ],
                        max_length=10,
                    ),
                ),
                ("values", models.JSONField(default=dict)),
                ("photo", models.CharField(blank=True, max_length=200)),
                ("signature", models.CharField(blank=True, max_length=200)),
                ("code", models.CharField(blank=True, max_length=60)),
                ("sentence", models.CharField(blank=True, max_length=400)),
                ("device_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("happened_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settled_why", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "deed told by a phone",
                "verbose_name_plural": "deeds told by phones",
            },
        ),
        migrations.CreateModel(
            name="StopFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(unique=True)),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("nobody", "Nobody was there"),
                            ("not_ready", "The goods were not ready"),
                            ("does_not_fit", "They did not fit into the van"),
                            ("no_access", "We could not get in"),
                            ("refused", "They did not want it"),
                            ("damaged", "The goods were damaged"),
                            ("van", "The van broke down"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("another_day", "Another day"),
                            ("later", "Later on this run"),
                            ("back", "Back to the giver"),
                        ],
                        default="another_day",
                        max_length=12,
                    ),
                ),
                ("photo", models.CharField(blank=True, max_length=200)),
                ("photo_hash", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "stop that did not work",
                "verbose_name_plural": "stops that did not work",
            },
        ),
        migrations.AddField(
            model_name="deed",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="deed",
            name="route",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="deeds", to="logistics.route"
            ),
        ),
        migrations.AddField(
            model_name="deed",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deed",
            name="stop",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deeds",
                to="logistics.stop",
            ),
        ),
        migrations.AddField(
            model_name="stopfailure",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="stopfailure",
            name="stop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="failures", to="logistics.stop"
            ),
        ),
        migrations.AddIndex(
            model_name="deed",
            index=models.Index(fields=["route", "state"], name="deed_open_on_a_route"),
        ),
        migrations.AddConstraint(
            model_name="deed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "start"), ("stop", None)),
                    models.Q(models.Q(("kind", "start"), _negated=True), ("stop__isnull", False)),
                    _connector="OR",
                ),
                name="deed_at_a_stop_names_the_stop",
                violation_error_message="Say at which stop it was.",
            ),
        ),
        migrations.AddConstraint(
            model_name="deed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("waiting", "kept")), _negated=True),
                    models.Q(("code", ""), _negated=True),
                    _connector="OR",
                ),
                name="deed_not_entered_says_why",
                violation_error_message="Say why it was not entered.",
            ),
        ),
        migrations.AddConstraint(
            model_name="deed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", False), ("state__in", ["entered", "set_aside"])),
                    models.Q(("settled_at", None), ("state__in", ["done", "waiting", "kept"])),
                    _connector="OR",
                ),
                name="deed_settled_by_hand_says_when",
                violation_error_message="Say when it was settled.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stopfailure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code", "other"), _negated=True), models.Q(("words", ""), _negated=True), _connector="OR"
                ),
                name="something_else_is_said_in_words",
                violation_error_message="Say what happened.",
            ),
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0022_addresses_of_calendars"),
        ("logistics", "0008_pins_and_questions_to_parties"),
        ("organisations", "0003_geocoders_take_turns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnchoredHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("length", models.PositiveIntegerField()),
                ("head", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "anchored head",
                "verbose_name_plural": "anchored heads",
            },
        ),
        migrations.CreateModel(
            name="CustodyAnchor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                ("heads", models.PositiveIntegerField()),
                ("events", models.PositiveBigIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "verbose_name": "anchor of custody",
                "verbose_name_plural": "anchors of custody",
            },
        ),
        migrations.CreateModel(
            name="Descent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                ("mass_kg", models.DecimalField(decimal_places=3, max_digits=12, null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "descent of a lot",
                "verbose_name_plural": "descents of lots",
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tells_name", models.BooleanField(default=True, verbose_name="our name")),
                ("tells_town", models.BooleanField(default=True, verbose_name="our town")),
                ("shows_photos", models.BooleanField(default=True, verbose_name="the photos of our listing")),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "disclosure",
                "verbose_name_plural": "disclosures",
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("months", models.PositiveSmallIntegerField()),
                ("asked_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "follow-up",
                "verbose_name_plural": "follow-ups",
            },
        ),
        migrations.CreateModel(
            name="FollowUpAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("in_use", "Still in use"),
                            ("stored", "Kept, but not used now"),
                            ("passed_on", "Passed on to somebody else"),
                            ("recycled", "Recycled"),
                            ("disposed", "Thrown away"),
                            ("unknown", "We do not know"),
                        ],
                        max_length=10,
                        verbose_name="what became of it",
                    ),
                ),
                (
                    "displaced",
                    models.CharField(
                        choices=[
                            ("bought_new", "We would have bought it new"),
                            ("bought_used", "We would have bought it second-hand"),
                            ("gone_without", "We would have gone without"),
                            ("unknown", "We do not know"),
                        ],
                        default="unknown",
                        max_length=12,
                        verbose_name="without this",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "answer to a follow-up",
                "verbose_name_plural": "answers to follow-ups",
            },
        ),
        migrations.CreateModel(
            name="Relisting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "lot offered again",
                "verbose_name_plural": "lots offered again",
            },
        ),
        migrations.AddField(
            model_name="custodyevent",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="custodyevent",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="logistics.custodyevent",
            ),
        ),
        migrations.AddField(
            model_name="custodyevent",
            name="hash",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="custodyevent",
            name="mass_kg",
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name="custodyevent",
            name="note",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="custodyevent",
            name="number",
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="custodyevent",
            name="place",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="custodyevent",
            name="previous_hash",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="custodyevent",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("did_not_occur", "It did not happen"),
                    ("incorrect_data", "It happened, but something in it was wrong"),
                ],
                max_length=14,
            ),
        ),
        migrations.AddField(
            model_name="custodyevent",
            name="receipt",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="custody_events",
                to="logistics.receipt",
            ),
        ),
        migrations.AddField(
            model_name="custodyevent",
            name="related",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="logistics.passport",
            ),
        ),
        migrations.AddField(
            model_name="custodyevent",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="passport",
            name="anchored",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="passport",
            name="head",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="passport",
            name="holder",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="passport",
            name="length",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="passport",
            name="mass_kg",
            field=models.DecimalField(decimal_places=3, editable=False, max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name="passport",
            name="owner",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="passport",
            name="remaining",
            field=models.DecimalField(decimal_places=3, default=0, editable=False, max_digits=12),
        ),
        migrations.AddField(
            model_name="passport",
            name="state",
            field=models.CharField(
                choices=[
                    ("live", "In being"),
                    ("divided", "Divided into other lots"),
                    ("joined", "Joined to another lot"),
                    ("ended", "At its end"),
                ],
                default="live",
                editable=False,
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="custodyevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("listed", "Offered"),
                    ("collected", "Collected"),
                    ("delivered", "Delivered"),
                    ("received", "Received"),
                    ("rejected", "Turned away"),
                    ("returned", "Brought back"),
                    ("lost", "Lost on the way"),
                    ("relisted", "Offered again"),
                    ("parted", "Part went its own way"),
                    ("came_out", "Came out of a larger lot"),
                    ("joined", "Joined another lot"),
                    ("came_from", "Put together from several lots"),
                    ("inspected", "Inspected"),
                    ("repaired", "Repaired"),
                    ("in_use", "Still in use"),
                    ("recycled", "Sent to be recycled"),
                    ("disposed", "Thrown away"),
                    ("corrected", "Corrected"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="passport",
            index=models.Index(fields=["owner", "state"], name="passport_of_owner"),
        ),
        migrations.AddConstraint(
            model_name="custodyevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("mass_kg", None), ("mass_kg__gte", 0), _connector="OR"),
                name="custody_mass_is_never_below_zero",
                violation_error_message="A mass is never below zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="custodyevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("corrects__isnull", False), ("kind", "corrected"), models.Q(("reason", ""), _negated=True)
                    ),
                    models.Q(models.Q(("kind", "corrected"), _negated=True), ("corrects", None), ("reason", "")),
                    _connector="OR",
                ),
                name="custody_correction_names_what_it_corrects_and_why",
                violation_error_message="A correction says what it corrects and why.",
            ),
        ),
        migrations.AddConstraint(
            model_name="passport",
            constraint=models.CheckConstraint(
                condition=models.Q(("remaining__gte", 0), ("remaining__lte", models.F("quantity"))),
                name="passport_never_has_more_left_than_it_began_with",
                violation_error_message="No more can be left of a lot than it began with.",
            ),
        ),
        migrations.AddConstraint(
            model_name="passport",
            constraint=models.CheckConstraint(
                condition=models.Q(("mass_kg", None), ("mass_kg__gte", 0), _connector="OR"),
                name="passport_weighs_nothing_or_more",
                violation_error_message="A mass is never below zero.",
            ),
        ),
        migrations.AddField(
            model_name="anchoredhead",
            name="passport",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="anchorings", to="logistics.passport"
            ),
        ),
        migrations.AddField(
            model_name="anchoredhead",
            name="anchor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="anchored", to="logistics.custodyanchor"
            ),
        ),
        migrations.AddField(
            model_name="descent",
            name="ancestor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="descendants", to="logistics.passport"
            ),
        ),
        migrations.AddField(
            model_name="descent",
            name="descendant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="ancestors", to="logistics.passport"
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="disclosures", to="organisations.organisation"
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="passport",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="disclosures",
                to="logistics.passport",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="passport",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups",
                to="logistics.passport",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="receipt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="follow_ups", to="logistics.receipt"
            ),
        ),
        migrations.AddField(
            model_name="followupanswer",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="followupanswer",
            name="follow_up",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="logistics.followup"
            ),
        ),
        migrations.AddField(
            model_name="relisting",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="relisting",
            name="listing",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="relisting", to="listings.listing"
            ),
        ),
        migrations.AddField(
            model_name="relisting",
            name="passport",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="relistings", to="logistics.passport"
            ),
        ),
        migrations.AddConstraint(
            model_name="anchoredhead",
            constraint=models.UniqueConstraint(
                fields=("anchor", "passport"),
                name="anchor_covers_a_passport_once",
                violation_error_message="This anchor covers the passport already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="descent",
            constraint=models.UniqueConstraint(
                fields=("ancestor", "descendant"),
                name="lot_goes_into_another_once",
                violation_error_message="This lot went into that one already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="descent",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)),
                name="lot_passes_on_more_than_zero",
                violation_error_message="More than zero goes into another lot.",
            ),
        ),
        migrations.AddConstraint(
            model_name="descent",
            constraint=models.CheckConstraint(
                condition=models.Q(("ancestor", models.F("descendant")), _negated=True),
                name="lot_never_comes_out_of_itself",
                violation_error_message="A lot does not come out of itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.UniqueConstraint(
                fields=("organisation", "passport"),
                name="organisation_discloses_once_for_a_passport",
                violation_error_message="You have chosen for this lot already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("passport", None)),
                fields=("organisation",),
                name="organisation_discloses_once_for_all_others",
                violation_error_message="You have chosen for all others already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                fields=("receipt", "months"),
                name="receipt_is_followed_up_once_at_each_time",
                violation_error_message="This was asked already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(("months__in", [3, 6, 12])),
                name="follow_up_comes_after_three_six_or_twelve_months",
                violation_error_message="We ask after 3, 6 and 12 months.",
            ),
        ),
        migrations.AddIndex(
            model_name="followupanswer",
            index=models.Index(fields=["follow_up", "at"], name="newest_answer_of_follow_up"),
        ),
        migrations.AddConstraint(
            model_name="relisting",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)),
                name="relisting_offers_more_than_zero",
                violation_error_message="More than zero is offered again.",
            ),
        ),
    ]

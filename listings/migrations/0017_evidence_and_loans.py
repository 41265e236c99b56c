import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0016_promises_and_appeals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gate", models.CharField(max_length=20)),
                ("applies", models.BooleanField(default=True)),
                ("picture", models.CharField(blank=True, max_length=200)),
                ("picture_hash", models.CharField(blank=True, max_length=64)),
                ("words", models.CharField(blank=True, max_length=500, verbose_name="in words")),
                ("unmet", models.JSONField(blank=True, default=list)),
                ("at", models.DateTimeField()),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="good until")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="listings.listing"
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("picture", ""), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            ("gate", "quality"),
                            _connector="OR",
                        ),
                        name="evidence_shows_a_picture_or_says_something",
                        violation_error_message="Attach a picture or write what shows it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("applies", True), models.Q(("words", ""), _negated=True), _connector="OR"),
                        name="evidence_says_why_a_rule_does_not_fit",
                        violation_error_message="Say why this does not fit the thing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="evidence_withdrawn_says_by_whom",
                        violation_error_message="Evidence taken back says when and by whom.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Loan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(verbose_name="from")),
                ("due_on", models.DateField(verbose_name="back by")),
                ("agreed_at", models.DateTimeField()),
                ("extensions", models.PositiveSmallIntegerField(default=0)),
                ("asked_until", models.DateField(blank=True, null=True)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                ("quantity", models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True)),
                (
                    "condition_out",
                    models.CharField(
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
                    ),
                ),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                ("returned_quantity", models.DecimalField(blank=True, decimal_places=3, max_digits=12, null=True)),
                (
                    "condition_in",
                    models.CharField(
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
                ("notes", models.CharField(blank=True, max_length=500, verbose_name="notes")),
                ("reminded_of", models.DateField(blank=True, editable=False, null=True)),
                ("late_told_of", models.DateField(blank=True, editable=False, null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="loan", to="listings.claim"
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "loan",
                "verbose_name_plural": "loans",
                "indexes": [
                    models.Index(
                        condition=models.Q(("returned_at", None)), fields=["due_on", "id"], name="loan_out_by_day"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("from_on"))),
                        name="loan_ends_on_its_first_day_or_later",
                        violation_error_message="It has to be back on its first day or later.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("condition_out", ""), ("handed_at", None), ("quantity", None)),
                            models.Q(
                                ("handed_at__isnull", False),
                                ("quantity__gt", 0),
                                models.Q(("condition_out", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="loan_handed_over_says_how_much_and_how_it_was",
                        violation_error_message="A loan that is out says how much went out and in which condition.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("condition_in", ""),
                                ("returned_at", None),
                                ("returned_by", None),
                                ("returned_quantity", None),
                            ),
                            models.Q(
                                ("handed_at__isnull", False),
                                ("returned_at__isnull", False),
                                ("returned_by__isnull", False),
                                ("returned_quantity__gte", 0),
                                ("returned_quantity__lte", models.F("quantity")),
                                models.Q(("condition_in", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="loan_that_came_back_says_how_much_and_how_it_is",
                        violation_error_message="A loan that is back says how much came back and in which condition.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("returned_quantity__lt", models.F("quantity")), _negated=True),
                            models.Q(("notes", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="loan_that_came_back_in_part_says_why",
                        violation_error_message="Say what became of the rest.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="space",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("slot_minutes__gte", 15),
                    ("slot_minutes__lte", 1440),
                    (
                        "slot_minutes",
                        django.db.models.expressions.CombinedExpression(
                            models.F("slot_minutes"),
                            "-",
                            django.db.models.functions.math.Mod(models.F("slot_minutes"), 15),
                        ),
                    ),
                ),
                name="space_slots_are_whole_quarters_of_an_hour",
                violation_error_message="A slot is 15 minutes or a multiple of that, at most a day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="space",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("longest_minutes__gte", models.F("shortest_minutes")),
                    ("shortest_minutes__gte", models.F("slot_minutes")),
                ),
                name="space_is_booked_for_a_slot_or_longer",
                violation_error_message="The shortest booking is a slot or more, the longest no shorter.",
            ),
        ),
        migrations.AddConstraint(
            model_name="space",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "buffer_before_minutes",
                        django.db.models.expressions.CombinedExpression(
                            models.F("buffer_before_minutes"),
                            "-",
                            django.db.models.functions.math.Mod(models.F("buffer_before_minutes"), 15),
                        ),
                    ),
                    (
                        "buffer_after_minutes",
                        django.db.models.expressions.CombinedExpression(
                            models.F("buffer_after_minutes"),
                            "-",
                            django.db.models.functions.math.Mod(models.F("buffer_after_minutes"), 15),
                        ),
                    ),
                ),
                name="space_is_kept_free_for_whole_quarters_of_an_hour",
                violation_error_message="What is kept free is a multiple of 15 minutes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="space",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approval", "circle"), ("approval_circle__isnull", False)),
                    models.Q(models.Q(("approval", "circle"), _negated=True), ("approval_circle", None)),
                    _connector="OR",
                ),
                name="space_names_a_circle_only_if_it_confirms_for_one",
                violation_error_message="Choose the circle whose bookings are confirmed at once.",
            ),
        ),
        migrations.AddConstraint(
            model_name="space",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("parent", None), ("root", None)),
                    models.Q(("parent__isnull", False), ("root__isnull", False)),
                    _connector="OR",
                ),
                name="space_that_is_a_part_has_a_whole",
                violation_error_message="A part belongs to a whole.",
            ),
        ),
        migrations.AddConstraint(
            model_name="space",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                ),
                name="space_is_not_part_of_itself",
                violation_error_message="A space is not a part of itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(("begins_minute__lt", 1440), ("length_minutes__gt", 0)),
                name="series_begins_on_the_clock_and_has_a_length",
                violation_error_message="It begins at a time of the day and takes some time.",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("circle__isnull", False), ("group", "circle"), ("organisation_kind", "")),
                    models.Q(("circle", None), ("group", "kind"), models.Q(("organisation_kind", ""), _negated=True)),
                    models.Q(("circle", None), ("group__in", ["own", "everyone"]), ("organisation_kind", "")),
                    _connector="OR",
                ),
                name="price_names_whom_it_is_for",
                violation_error_message="Say which circle or type of organisation the price is for.",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.UniqueConstraint(
                condition=models.Q(("circle__isnull", False)),
                fields=("space", "circle"),
                name="space_has_one_price_for_a_circle",
                violation_error_message="There is a price for this circle already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.UniqueConstraint(
                condition=models.Q(("circle", None)),
                fields=("space", "group", "organisation_kind"),
                name="space_has_one_price_for_a_group",
                violation_error_message="There is a price for them already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="openingexception",
            constraint=models.UniqueConstraint(
                fields=("space", "on"),
                name="space_has_one_exception_for_a_day",
                violation_error_message="There are other hours for this day already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="openingexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closes", None), ("opens", None)),
                    models.Q(("closes__gt", models.F("opens")), ("closes__lte", 1440), ("opens__isnull", False)),
                    _connector="OR",
                ),
                name="space_closes_after_it_opens_on_a_day_of_its_own",
                violation_error_message="It closes after it opens, by midnight; with neither it is closed.",
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["space", "starts_at"], name="booking_of_space"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["organisation", "starts_at"], name="booking_of_organisation"),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(condition=models.Q(("state", "asked")), fields=["starts_at"], name="booking_unanswered"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="booking_ends_after_it_starts",
                violation_error_message="It ends after it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("state", "asked")),
                    models.Q(("answered_at", None), ("state__in", ["withdrawn", "lapsed"])),
                    models.Q(("answered_at__isnull", False), ("state__in", ["confirmed", "declined", "cancelled"])),
                    _connector="OR",
                ),
                name="booking_is_answered_once_it_is_confirmed_or_declined",
                violation_error_message="An answer has its moment.",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state__in", ["withdrawn", "cancelled", "lapsed"])),
                    models.Q(("ended_at", None), ("state__in", ["asked", "confirmed", "declined"])),
                    _connector="OR",
                ),
                name="booking_that_was_given_up_says_when",
                violation_error_message="What was given up says when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="declined_booking_gives_a_reason",
                violation_error_message="Say why, so that they can plan.",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookedslot",
            constraint=models.UniqueConstraint(
                fields=("space", "quarter"),
                name="space_is_booked_once_at_a_time",
                violation_error_message="It is taken then.",
            ),
        ),
    ]

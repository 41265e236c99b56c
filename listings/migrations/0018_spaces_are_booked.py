"""Spaces, by which rules they are booked; their bookings; the quarters of an hour that these take up."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dialogue", "0002_what_the_operator_says"),
        ("listings", "0017_evidence_and_loans"),
        ("organisations", "0003_geocoders_take_turns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BookedSlot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quarter", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "booked quarter of an hour",
                "verbose_name_plural": "booked quarters of an hour",
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("cancelled", "Cancelled"),
                            ("lapsed", "Not answered in time"),
                        ],
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("purpose", models.CharField(max_length=500, verbose_name="what it is for")),
                ("people", models.PositiveIntegerField(blank=True, null=True, verbose_name="how many people")),
                ("price_pence", models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ("free_until", models.DateTimeField(editable=False)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("asked_at", models.DateTimeField(editable=False)),
                ("answered_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "booking",
                "verbose_name_plural": "bookings",
            },
        ),
        migrations.CreateModel(
            name="OpeningException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="day")),
                ("opens", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("closes", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="why")),
            ],
            options={
                "verbose_name": "day with other hours",
                "verbose_name_plural": "days with other hours",
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("own", "ourselves"),
                            ("circle", "a circle"),
                            ("kind", "a type of organisation"),
                            ("everyone", "everyone else"),
                        ],
                        max_length=10,
                        verbose_name="for",
                    ),
                ),
                (
                    "organisation_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("business", "Business"),
                            ("charity", "Charity"),
                            ("school", "School"),
                            ("public_body", "Public body"),
                            ("community_group", "Community group"),
                        ],
                        max_length=20,
                    ),
                ),
                ("pence_an_hour", models.PositiveIntegerField(verbose_name="price of an hour (pence)")),
            ],
            options={
                "verbose_name": "price of a space",
                "verbose_name_plural": "prices of spaces",
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=300)),
                ("begins_on", models.DateField()),
                ("begins_minute", models.PositiveSmallIntegerField()),
                ("length_minutes", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "series of bookings",
                "verbose_name_plural": "series of bookings",
            },
        ),
        migrations.CreateModel(
            name="Space",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("zone", models.CharField(default="Europe/London", max_length=64, verbose_name="time zone")),
                (
                    "slot_minutes",
                    models.PositiveSmallIntegerField(default=60, verbose_name="length of a slot (minutes)"),
                ),
                (
                    "shortest_minutes",
                    models.PositiveSmallIntegerField(default=60, verbose_name="shortest booking (minutes)"),
                ),
                (
                    "longest_minutes",
                    models.PositiveSmallIntegerField(default=480, verbose_name="longest booking (minutes)"),
                ),
                (
                    "buffer_before_minutes",
                    models.PositiveSmallIntegerField(default=0, verbose_name="kept free before (minutes)"),
                ),
                (
                    "buffer_after_minutes",
                    models.PositiveSmallIntegerField(default=0, verbose_name="kept free after (minutes)"),
                ),
                (
                    "lead_hours",
                    models.PositiveSmallIntegerField(default=24, verbose_name="asked for at least (hours ahead)"),
                ),
                (
                    "horizon_days",
                    models.PositiveSmallIntegerField(default=180, verbose_name="asked for at most (days ahead)"),
                ),
                (
                    "approval",
                    models.CharField(
                        choices=[
                            ("owner", "We answer each one"),
                            ("own", "Our own are confirmed at once, others we answer"),
                            ("circle", "Our own and those of a circle are confirmed at once, others we answer"),
                            ("automatic", "Each one is confirmed at once"),
                        ],
                        default="owner",
                        max_length=10,
                        verbose_name="who confirms",
                    ),
                ),
                (
                    "cancel_hours",
                    models.PositiveSmallIntegerField(default=48, verbose_name="free to cancel until (hours before)"),
                ),
                ("access_notes", models.TextField(blank=True, max_length=2000, verbose_name="how to get in")),
                ("writes", models.PositiveBigIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "space",
                "verbose_name_plural": "spaces",
            },
        ),
        migrations.AddField(
            model_name="booking",
            name="answered_by",
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
            model_name="booking",
            name="asked_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="ended_by",
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
            model_name="booking",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="organisations.organisation"
            ),
        ),
        migrations.AddField(
            model_name="bookedslot",
            name="booking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="slots", to="listings.booking"
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="circle",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.circle",
            ),
        ),
        migrations.AddField(
            model_name="series",
            name="made_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="series",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="booking_series",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="series",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bookings",
                to="listings.series",
            ),
        ),
        migrations.AddField(
            model_name="space",
            name="approval_circle",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.circle",
                verbose_name="which circle",
            ),
        ),
        migrations.AddField(
            model_name="space",
            name="listing",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="space", to="listings.listing"
            ),
        ),
        migrations.AddField(
            model_name="space",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="listings.space",
                verbose_name="part of",
            ),
        ),
        migrations.AddField(
            model_name="space",
            name="root",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="listings.space",
            ),
        ),
        migrations.AddField(
            model_name="series",
            name="space",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="series", to="listings.space"
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="space",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="prices", to="listings.space"
            ),
        ),
        migrations.AddField(
            model_name="openingexception",
            name="space",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="exceptions",
                to="listings.space",
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="space",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="listings.space"
            ),
        ),
        migrations.AddField(
            model_name="bookedslot",
            name="space",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="listings.space"
            ),
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
                            django.db.models.expressions.CombinedExpression(
                                models.F("slot_minutes"), "%%", models.Value(15)
                            ),
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
                            django.db.models.expressions.CombinedExpression(
                                models.F("buffer_before_minutes"), "%%", models.Value(15)
                            ),
                        ),
                    ),
                    (
                        "buffer_after_minutes",
                        django.db.models.expressions.CombinedExpression(
                            models.F("buffer_after_minutes"),
                            "-",
                            django.db.models.expressions.CombinedExpression(
                                models.F("buffer_after_minutes"), "%%", models.Value(15)
                            ),
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

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
    ]

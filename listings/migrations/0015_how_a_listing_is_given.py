"""How a listing is given, decisions over all claims on it, and what takers say of themselves."""

from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0014_keys_of_wants"),
        ("organisations", "0003_geocoders_take_turns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("policy", models.CharField(max_length=15)),
                ("need_met", models.DecimalField(decimal_places=6, max_digits=9)),
                ("fairness", models.DecimalField(decimal_places=6, max_digits=7)),
                ("total_km", models.DecimalField(decimal_places=1, max_digits=12)),
                ("digest", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
            },
        ),
        migrations.CreateModel(
            name="TakingPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "is_end_user",
                    models.BooleanField(default=True, verbose_name="we use it ourselves, or those we serve do"),
                ),
                (
                    "removes_branding",
                    models.BooleanField(default=False, verbose_name="we remove names and marks before use"),
                ),
                ("resells", models.BooleanField(default=False, verbose_name="we sell some of it on")),
                ("changed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taking_policy",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "taking policy",
                "verbose_name_plural": "taking policies",
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "policy",
                    models.CharField(
                        choices=[
                            ("first_come", "First come, first served"),
                            ("donor_chooses", "The giver chooses among those who ask"),
                            ("ballot", "A ballot"),
                            ("fair_share", "Fair shares"),
                        ],
                        default="first_come",
                        max_length=15,
                        verbose_name="how it is given",
                    ),
                ),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="claims are taken until")),
                (
                    "lot",
                    models.DecimalField(
                        decimal_places=3, default=Decimal(0), max_digits=12, verbose_name="smallest share"
                    ),
                ),
                (
                    "remainder",
                    models.CharField(
                        choices=[
                            ("stays", "stays on offer"),
                            ("goes_along", "goes along with one of those who get some"),
                        ],
                        default="stays",
                        max_length=10,
                        verbose_name="what is left over",
                    ),
                ),
                ("answer_days", models.PositiveSmallIntegerField(default=7, verbose_name="days to answer a claim")),
                ("hold_days", models.PositiveSmallIntegerField(default=14, verbose_name="days to collect")),
                (
                    "extensions",
                    models.PositiveSmallIntegerField(default=1, verbose_name="times the deadline may be extended"),
                ),
                (
                    "confirm_hours",
                    models.PositiveSmallIntegerField(default=48, verbose_name="hours to confirm an offer"),
                ),
                ("priority_kinds", models.JSONField(blank=True, default=list, verbose_name="held back for")),
                ("priority_until", models.DateField(blank=True, null=True, verbose_name="held back until")),
                (
                    "end_users_only",
                    models.BooleanField(default=False, verbose_name="only for organisations that use it themselves"),
                ),
                ("unbranded", models.BooleanField(default=False, verbose_name="our name and marks are removed")),
                ("no_resale", models.BooleanField(default=False, verbose_name="not to be sold on")),
                ("ballot_seed", models.CharField(blank=True, editable=False, max_length=64)),
                ("ballot_commitment", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "decides_itself",
                    models.BooleanField(default=False, verbose_name="decided by itself when claims close"),
                ),
                ("turn", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "listing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="allocation", to="listings.listing"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="listings.decision",
                    ),
                ),
            ],
            options={
                "verbose_name": "allocation",
                "verbose_name_plural": "allocations",
                "indexes": [
                    models.Index(
                        condition=models.Q(("decides_itself", True), ("decision", None)),
                        fields=["closes_at"],
                        name="allocation_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("lot__gte", 0)),
                        name="allocation_deals_in_lots_above_zero",
                        violation_error_message="A share is more than zero, or left empty.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("policy", "ballot"), _negated=True),
                            models.Q(
                                models.Q(("ballot_seed", ""), _negated=True),
                                models.Q(("ballot_commitment", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ballot_has_a_seed_that_was_drawn_before",
                        violation_error_message="The seed of a ballot is drawn before anybody asks.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decision", None), models.Q(("policy", "first_come"), _negated=True), _connector="OR"
                        ),
                        name="first_come_is_never_decided_at_once",
                        violation_error_message="First come, first served has no decision over all claims.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decides_itself", False),
                            models.Q(("closes_at__isnull", False), ("policy__in", ["ballot", "fair_share"])),
                            _connector="OR",
                        ),
                        name="what_decides_itself_has_a_time_and_a_rule",
                        violation_error_message="Only a ballot or fair shares with a closing time can be decided by itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DecisionLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField()),
                ("suggested", models.DecimalField(decimal_places=3, max_digits=12)),
                ("granted", models.DecimalField(decimal_places=3, max_digits=12)),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("granted", "Gets some"),
                            ("standby", "In line for what comes back"),
                            ("declined", "Gets none"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decision_line", to="listings.claim"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="listings.decision"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a decision",
                "verbose_name_plural": "lines of decisions",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted", models.F("suggested")), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="decision_says_why_it_differs_from_what_was_suggested",
                        violation_error_message="Say why you chose otherwise than suggested.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("granted__gt", 0), ("standing", "granted")),
                            models.Q(("granted", 0), ("standing__in", ["standby", "declined"])),
                            _connector="OR",
                        ),
                        name="decision_grants_some_exactly_where_it_says_so",
                        violation_error_message="Who gets some is granted more than zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("suggested__gte", 0)),
                        name="decision_suggests_zero_or_more",
                        violation_error_message="A suggestion is zero or more.",
                    ),
                ],
            },
        ),
    ]

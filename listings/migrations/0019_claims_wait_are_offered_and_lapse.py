"""Claims in line, offered and lapsed, with deadlines; and stock that came back."""

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0018_spaces_are_booked"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="claim",
            name="claim_has_an_accepted_quantity_once_accepted",
        ),
        migrations.RemoveConstraint(
            model_name="claim",
            name="organisation_claims_a_listing_once_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="stockentry",
            name="stock_entry_change_follows_from_its_kind",
        ),
        migrations.AddField(
            model_name="claim",
            name="due_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="extensions",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="claim",
            name="hold_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="keeps_clauses",
            field=models.BooleanField(default=False, verbose_name="keeps to the giver's clauses"),
        ),
        migrations.AddField(
            model_name="claim",
            name="lapsed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="lapsed_from",
            field=models.CharField(
                blank=True,
                choices=[
                    ("asked", "Asked"),
                    ("waiting", "Waiting"),
                    ("offered", "Offered"),
                    ("accepted", "Accepted"),
                    ("declined", "Declined"),
                    ("cancelled", "Cancelled"),
                    ("lapsed", "Lapsed"),
                    ("collected", "On its way"),
                    ("received", "Received"),
                ],
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="least_quantity",
            field=models.DecimalField(
                blank=True, decimal_places=3, max_digits=12, null=True, verbose_name="least that is of use"
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="offered_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="offered_quantity",
            field=models.DecimalField(blank=True, decimal_places=3, editable=False, max_digits=12, null=True),
        ),
        migrations.AlterField(
            model_name="claim",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Asked"),
                    ("waiting", "Waiting"),
                    ("offered", "Offered"),
                    ("accepted", "Accepted"),
                    ("declined", "Declined"),
                    ("cancelled", "Cancelled"),
                    ("lapsed", "Lapsed"),
                    ("collected", "On its way"),
                    ("received", "Received"),
                ],
                default="asked",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="stockentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("listed", "Listed"),
                    ("held", "Held for a claim"),
                    ("released", "Released"),
                    ("collected", "Collected"),
                    ("returned", "Came back"),
                    ("adjusted", "Adjusted"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("hold_until__isnull", False)), fields=["hold_until"], name="claim_overdue"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepted_quantity__isnull", False),
                        ("decided_at__isnull", False),
                        ("state__in", ("accepted", "collected", "received")),
                    ),
                    models.Q(
                        ("accepted_quantity", None),
                        ("decided_at", None),
                        ("state__in", ["asked", "waiting", "offered"]),
                    ),
                    ("state__in", ("declined", "cancelled", "lapsed")),
                    _connector="OR",
                ),
                name="claim_has_an_accepted_quantity_once_accepted",
                violation_error_message="An accepted claim says how much and when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hold_until__isnull", False), ("offered_quantity__isnull", False), ("state", "offered")),
                    models.Q(models.Q(("state", "offered"), _negated=True), ("offered_quantity", None)),
                    _connector="OR",
                ),
                name="claim_says_what_is_offered_while_it_is",
                violation_error_message="An offered claim says how much and until when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("offered_quantity", None),
                    models.Q(("offered_quantity__gt", 0), ("offered_quantity__lte", models.F("quantity"))),
                    _connector="OR",
                ),
                name="claim_is_offered_at_most_what_was_asked",
                violation_error_message="Offer at most what was asked for.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("least_quantity", None),
                    models.Q(("least_quantity__gt", 0), ("least_quantity__lte", models.F("quantity"))),
                    _connector="OR",
                ),
                name="claim_needs_at_most_what_was_asked",
                violation_error_message="The least that is of use is more than zero and at most what you ask for.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hold_until", None), ("state__in", ("asked", "offered", "accepted")), _connector="OR"
                ),
                name="only_a_claim_that_holds_has_a_deadline",
                violation_error_message="Only a claim that holds something holds it until a moment.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("lapsed_at__isnull", False), ("state", "lapsed"), models.Q(("lapsed_from", ""), _negated=True)
                    ),
                    models.Q(models.Q(("state", "lapsed"), _negated=True), ("lapsed_at", None), ("lapsed_from", "")),
                    _connector="OR",
                ),
                name="lapsed_claim_says_when_and_from_where",
                violation_error_message="A lapsed claim says when it lapsed and which deadline had passed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("asked", "waiting", "offered", "accepted"))),
                fields=("listing", "organisation"),
                name="organisation_claims_a_listing_once_at_a_time",
                violation_error_message="You already have an open claim on this listing.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("change", models.F("quantity")), ("kind", "listed")),
                    models.Q(
                        (
                            "change",
                            django.db.models.expressions.CombinedExpression(models.Value(0), "-", models.F("quantity")),
                        ),
                        ("kind", "held"),
                    ),
                    models.Q(("change", models.F("quantity")), ("kind__in", ["released", "returned"])),
                    models.Q(("change", 0), ("kind", "collected")),
                    models.Q(
                        (
                            "change__in",
                            [
                                models.F("quantity"),
                                django.db.models.expressions.CombinedExpression(
                                    models.Value(0), "-", models.F("quantity")
                                ),
                            ],
                        ),
                        ("kind", "adjusted"),
                    ),
                    _connector="OR",
                ),
                name="stock_entry_change_follows_from_its_kind",
                violation_error_message="The change does not follow from the kind of entry.",
            ),
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0017_evidence_and_loans"),
        ("logistics", "0002_what_shifts_proofs_and_receipts_keep"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="receipt",
            name="rejected_fate",
            field=models.CharField(
                blank=True,
                choices=[
                    ("returned", "Goes back to the donor"),
                    ("passed_on", "Offered to others from here"),
                    ("recycled", "Recycled"),
                    ("disposed", "Disposed of"),
                    ("unknown", "Not known yet"),
                ],
                max_length=10,
                verbose_name="what becomes of it",
            ),
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("returned", "Back with the giver"),
                            ("passed_on", "Offered to others by the receiver"),
                        ],
                        max_length=10,
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "listing",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="listings.listing",
                    ),
                ),
                (
                    "receipt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="settlement", to="logistics.receipt"
                    ),
                ),
            ],
            options={
                "verbose_name": "settlement",
                "verbose_name_plural": "settlements",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)),
                        name="settlement_is_about_more_than_zero",
                        violation_error_message="More than zero came back or is passed on.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "passed_on"), ("listing__isnull", False)),
                            models.Q(("kind", "returned"), ("listing", None)),
                            _connector="OR",
                        ),
                        name="settlement_names_a_listing_only_if_passed_on",
                        violation_error_message="What is offered to others has a listing.",
                    ),
                ],
            },
        ),
    ]

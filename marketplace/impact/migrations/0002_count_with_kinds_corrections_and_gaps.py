"""Kinds and routes of factors, corrections, the use phase, and gaps that are empty and never zero."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("impact", "0001_initial"),
        ("listings", "0001_initial"),
        ("logistics", "0001_initial"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="diversion",
            name="only_a_correction_takes_mass_away",
        ),
        migrations.RemoveIndex(
            model_name="diversion",
            name="diversion_by_donor",
        ),
        migrations.RemoveIndex(
            model_name="diversion",
            name="diversion_by_receiver",
        ),
        migrations.RenameField(
            model_name="diversion",
            old_name="received_on",
            new_name="entered_on",
        ),
        migrations.AddField(
            model_name="diversion",
            name="corrected_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="diversion",
            name="correction_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="diversion",
            name="entry",
            field=models.CharField(
                choices=[("recorded", "Recorded"), ("corrected", "Taken back: it never was so")],
                default="recorded",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="diversion",
            name="is_provisional",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="diversion",
            name="unquantified_kg",
            field=models.DecimalField(decimal_places=3, default=0, max_digits=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="diversion",
            name="use_phase_central",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=16, null=True),
        ),
        migrations.AddField(
            model_name="diversion",
            name="use_phase_high",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=16, null=True),
        ),
        migrations.AddField(
            model_name="diversion",
            name="use_phase_low",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=16, null=True),
        ),
        migrations.AddField(
            model_name="factor",
            name="group",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="factor",
            name="kind",
            field=models.CharField(
                choices=[
                    ("material", "New material"),
                    ("waste", "End of life"),
                    ("transport", "Transport"),
                    ("energy", "Electricity"),
                    ("own", "Our own assumption"),
                ],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="factor",
            name="note",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="factor",
            name="route",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="factorset",
            name="name",
            field=models.SlugField(default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="factorset",
            name="note",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="diversion",
            name="displaced_central",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=16, null=True),
        ),
        migrations.AlterField(
            model_name="diversion",
            name="displaced_high",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=16, null=True),
        ),
        migrations.AlterField(
            model_name="diversion",
            name="displaced_low",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=16, null=True),
        ),
        migrations.AlterField(
            model_name="diversion",
            name="end_of_life_central",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=16, null=True),
        ),
        migrations.AlterField(
            model_name="diversion",
            name="end_of_life_high",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=16, null=True),
        ),
        migrations.AlterField(
            model_name="diversion",
            name="end_of_life_low",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=16, null=True),
        ),
        migrations.AlterField(
            model_name="diversion",
            name="net_central",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=16, null=True),
        ),
        migrations.AlterField(
            model_name="diversion",
            name="net_high",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=16, null=True),
        ),
        migrations.AlterField(
            model_name="diversion",
            name="net_low",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=16, null=True),
        ),
        migrations.AlterField(
            model_name="diversion",
            name="new_production",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=16, null=True),
        ),
        migrations.AlterField(
            model_name="diversion",
            name="refurbishment",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=16, null=True),
        ),
        migrations.AlterField(
            model_name="diversion",
            name="transport",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=16, null=True),
        ),
        migrations.AlterField(
            model_name="factor",
            name="evidence",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="factorset",
            name="scheme",
            field=models.CharField(max_length=60),
        ),
        migrations.AddIndex(
            model_name="diversion",
            index=models.Index(fields=["donor", "entered_on"], name="diversion_by_donor"),
        ),
        migrations.AddIndex(
            model_name="diversion",
            index=models.Index(fields=["receiver", "entered_on"], name="diversion_by_receiver"),
        ),
        migrations.AddConstraint(
            model_name="diversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("entry", "corrected")),
                fields=("corrects",),
                name="line_is_taken_back_once",
                violation_error_message="This line was taken back already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="diversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("correction_reason", ""), ("corrects", None), ("entry", "recorded"), ("mass_kg__gte", 0)),
                    models.Q(
                        ("corrects__isnull", False),
                        ("entry", "corrected"),
                        ("mass_kg__lte", 0),
                        models.Q(("correction_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="only_a_correction_takes_mass_away",
                violation_error_message="Only a correction may take mass away, and it says what it corrects and why.",
            ),
        ),
        migrations.AddConstraint(
            model_name="diversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("displaced_central__isnull", False),
                        ("displaced_high__isnull", False),
                        ("displaced_low__isnull", False),
                        ("end_of_life_central__isnull", False),
                        ("end_of_life_high__isnull", False),
                        ("end_of_life_low__isnull", False),
                        ("is_quantified", True),
                        ("net_central__isnull", False),
                        ("net_high__isnull", False),
                        ("net_low__isnull", False),
                        ("new_production__isnull", False),
                        ("refurbishment__isnull", False),
                        ("transport__isnull", False),
                        ("use_phase_central__isnull", False),
                        ("use_phase_high__isnull", False),
                        ("use_phase_low__isnull", False),
                    ),
                    models.Q(
                        ("displaced_central", None),
                        ("displaced_high", None),
                        ("displaced_low", None),
                        ("end_of_life_central", None),
                        ("end_of_life_high", None),
                        ("end_of_life_low", None),
                        ("is_quantified", False),
                        ("net_central", None),
                        ("net_high", None),
                        ("net_low", None),
                        ("new_production", None),
                        ("refurbishment", None),
                        ("transport", None),
                        ("use_phase_central", None),
                        ("use_phase_high", None),
                        ("use_phase_low", None),
                    ),
                    _connector="OR",
                ),
                name="line_has_figures_only_if_quantified",
                violation_error_message="A line has all of its emission figures or none.",
            ),
        ),
        migrations.AddConstraint(
            model_name="factorset",
            constraint=models.UniqueConstraint(
                fields=("name",),
                name="factor_set_is_loaded_once",
                violation_error_message="This set is loaded already.",
            ),
        ),
    ]

"""Parameter sets, item references, and a ledger that follows facts as they change."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.kernel.mass


class Migration(migrations.Migration):
    dependencies = [
        ("impact", "0003_load_factor_sets"),
        ("listings", "0023_claims_may_leave_in_several_loads"),
        ("logistics", "0020_corrections_of_handovers_and_receipts"),
        ("organisations", "0003_geocoders_take_turns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HoursLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("loan", "Lent"), ("space", "Space used")], max_length=5)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("entered_on", models.DateField()),
                ("hours", models.DecimalField(decimal_places=3, max_digits=12)),
                ("item_hours", models.DecimalField(blank=True, decimal_places=3, max_digits=16, null=True)),
                ("m2_hours", models.DecimalField(blank=True, decimal_places=3, max_digits=16, null=True)),
                ("counted_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "line of hours",
                "verbose_name_plural": "lines of hours",
            },
        ),
        migrations.CreateModel(
            name="ItemReference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("item", models.CharField(max_length=120)),
                ("mass_kg", models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
                ("footprint_kgco2e", models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True)),
                ("basis", models.CharField(blank=True, max_length=200)),
                ("sample", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "item reference",
                "verbose_name_plural": "item references",
            },
        ),
        migrations.CreateModel(
            name="MassStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
                (
                    "mass_kg",
                    models.DecimalField(decimal_places=3, max_digits=12, verbose_name="mass of what was kept (kg)"),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("weighed", "Weighed"),
                            ("specified", "Maker's specification"),
                            ("declared", "Declared by the giver"),
                            ("item_default", "Typical for the item"),
                            ("volume_density", "Worked out from volume"),
                        ],
                        max_length=20,
                        verbose_name="how the mass is known",
                    ),
                ),
                ("evidence", models.CharField(blank=True, max_length=300, verbose_name="what shows it")),
                ("file", models.CharField(blank=True, max_length=200)),
                ("filename", models.CharField(blank=True, max_length=200)),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("reason", models.CharField(max_length=300, verbose_name="why it is stated anew")),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "statement of a mass",
                "verbose_name_plural": "statements of masses",
            },
        ),
        migrations.CreateModel(
            name="ParameterSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.SlugField(max_length=40, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("adopted", "In use for new lines and runs"),
                            ("declined", "Not taken"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("rows_sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "parameter set",
                "verbose_name_plural": "parameter sets",
            },
        ),
        migrations.CreateModel(
            name="ParameterValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("displacement_low", "Displacement, low"),
                            ("displacement_central", "Displacement, central"),
                            ("displacement_high", "Displacement, high"),
                            ("life_share", "Remaining life as a share of a new one’s"),
                            ("counterfactual", "End of life that was avoided"),
                            ("landfill", "End of life with the giver’s evidence of landfill"),
                            ("weight_sigma", "Uncertainty of a weight"),
                            ("factor_sigma", "Uncertainty of a factor"),
                        ],
                        max_length=24,
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("value", models.DecimalField(blank=True, decimal_places=6, max_digits=12, null=True)),
                ("factor_id", models.CharField(blank=True, max_length=40)),
                ("source", models.CharField(max_length=400)),
                ("evidence", models.CharField(blank=True, max_length=200)),
                ("sample_size", models.PositiveIntegerField(blank=True, null=True)),
                ("interval_low", models.DecimalField(blank=True, decimal_places=6, max_digits=7, null=True)),
                ("interval_high", models.DecimalField(blank=True, decimal_places=6, max_digits=7, null=True)),
            ],
            options={
                "verbose_name": "parameter",
                "verbose_name_plural": "parameters",
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("read_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "reading",
                "verbose_name_plural": "readings",
            },
        ),
        migrations.CreateModel(
            name="ReferenceSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name of the list")),
                ("source", models.CharField(max_length=400, verbose_name="where it comes from")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("licence", models.CharField(max_length=200, verbose_name="licence")),
                ("note", models.CharField(blank=True, max_length=400)),
                ("file_sha256", models.CharField(max_length=64)),
                ("is_on", models.BooleanField(default=True)),
                ("uses_footprints", models.BooleanField(default=False)),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "reference list",
                "verbose_name_plural": "reference lists",
            },
        ),
        migrations.CreateModel(
            name="Repair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "electricity_kwh",
                    models.DecimalField(decimal_places=3, default=0, max_digits=10, verbose_name="electricity (kWh)"),
                ),
                (
                    "parts_kgco2e",
                    models.DecimalField(decimal_places=3, default=0, max_digits=10, verbose_name="parts (kg CO₂e)"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="how that is known")),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "repair",
                "verbose_name_plural": "repairs",
            },
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12, verbose_name="how many came back")),
                ("reason", models.CharField(max_length=300, verbose_name="why")),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "return",
                "verbose_name_plural": "returns",
            },
        ),
        migrations.RemoveConstraint(
            model_name="diversion",
            name="receipt_is_counted_once",
        ),
        migrations.RemoveConstraint(
            model_name="diversion",
            name="only_a_correction_takes_mass_away",
        ),
        migrations.AddField(
            model_name="diversion",
            name="adjusts_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="diversion",
            name="cause",
            field=models.CharField(
                choices=[
                    ("receipt", "A receipt"),
                    ("receipt_corrected", "The receipt was corrected"),
                    ("mass", "The mass was stated anew"),
                    ("repair", "A repair was entered"),
                    ("return", "Goods came back"),
                    ("fate", "What became of it within a year"),
                    ("slip", "A slip that the operator took back"),
                ],
                default="receipt",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="diversion",
            name="is_prior_period",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="diversion",
            name="revision",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="factorset",
            name="loaded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="factorset",
            name="rows_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="factorset",
            name="set_aside",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AlterField(
            model_name="diversion",
            name="part",
            field=models.CharField(
                choices=[
                    ("kept", "Kept"),
                    ("rejected", "Turned away"),
                    ("recycled", "Kept at first, recycled within a year"),
                    ("disposed", "Kept at first, thrown away within a year"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="diversion",
            name="entry",
            field=models.CharField(
                choices=[
                    ("recorded", "Recorded"),
                    ("returned", "Came back: the goods are undone, the journeys happened"),
                    ("corrected", "Taken back: it never was so"),
                ],
                default="recorded",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="hoursline",
            name="booking",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hours_line",
                to="listings.booking",
            ),
        ),
        migrations.AddField(
            model_name="hoursline",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="listings.category",
            ),
        ),
        migrations.AddField(
            model_name="hoursline",
            name="giver",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
            ),
        ),
        migrations.AddField(
            model_name="hoursline",
            name="giver_site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.site"
            ),
        ),
        migrations.AddField(
            model_name="hoursline",
            name="loan",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hours_line",
                to="listings.loan",
            ),
        ),
        migrations.AddField(
            model_name="hoursline",
            name="taker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
            ),
        ),
        migrations.AddField(
            model_name="itemreference",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="listings.category",
            ),
        ),
        migrations.AddField(
            model_name="massstatement",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="massstatement",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
            ),
        ),
        migrations.AddField(
            model_name="massstatement",
            name="receipt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="mass_statements", to="logistics.receipt"
            ),
        ),
        migrations.AddField(
            model_name="parameterset",
            name="based_on",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="impact.parameterset",
            ),
        ),
        migrations.AddField(
            model_name="parameterset",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="parameterset",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="parametervalue",
            name="parameter_set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="values", to="impact.parameterset"
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="answer",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reading",
                to="logistics.followupanswer",
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="correction",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reading",
                to="logistics.receiptcorrection",
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="event",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reading",
                to="logistics.custodyevent",
            ),
        ),
        migrations.AddField(
            model_name="referenceset",
            name="loaded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="referenceset",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reference_sets",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="itemreference",
            name="reference_set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="impact.referenceset"
            ),
        ),
        migrations.AddField(
            model_name="repair",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="repair",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
            ),
        ),
        migrations.AddField(
            model_name="repair",
            name="receipt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="repairs", to="logistics.receipt"
            ),
        ),
        migrations.AddField(
            model_name="return",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="return",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
            ),
        ),
        migrations.AddField(
            model_name="return",
            name="receipt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="goods_returns", to="logistics.receipt"
            ),
        ),
        migrations.AddField(
            model_name="diversion",
            name="goods_return",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="impact.return",
            ),
        ),
        migrations.AddConstraint(
            model_name="diversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects", None), ("goods_return", None)),
                fields=("receipt", "part", "revision"),
                name="receipt_is_counted_once",
                violation_error_message="This receipt was counted already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="diversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects", None), ("goods_return__isnull", False)),
                fields=("goods_return", "revision"),
                name="return_is_counted_once",
                violation_error_message="This return was counted already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="diversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrects", None), ("entry", "recorded"), ("goods_return", None), ("mass_kg__gte", 0)),
                    models.Q(
                        ("corrects", None), ("entry", "returned"), ("goods_return__isnull", False), ("mass_kg__lte", 0)
                    ),
                    models.Q(
                        ("corrects__isnull", False),
                        ("entry", "corrected"),
                        models.Q(("correction_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="only_a_correction_or_a_return_takes_mass_away",
                violation_error_message="Only a correction or a return may take mass away; a correction says what it corrects and why.",
            ),
        ),
        migrations.AddConstraint(
            model_name="diversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_prior_period", False), ("adjusts_on__isnull", False), _connector="OR"),
                name="adjustment_of_an_earlier_period_says_of_which_day",
                violation_error_message="An adjustment says which day it adjusts.",
            ),
        ),
        migrations.AddIndex(
            model_name="hoursline",
            index=models.Index(fields=["giver", "entered_on"], name="hours_by_giver"),
        ),
        migrations.AddIndex(
            model_name="hoursline",
            index=models.Index(fields=["taker", "entered_on"], name="hours_by_taker"),
        ),
        migrations.AddConstraint(
            model_name="hoursline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("booking", None), ("kind", "loan"), ("loan__isnull", False), ("m2_hours", None)),
                    models.Q(("booking__isnull", False), ("item_hours", None), ("kind", "space"), ("loan", None)),
                    _connector="OR",
                ),
                name="hours_are_of_a_loan_or_of_a_space",
                violation_error_message="Hours are of a loan or of a space.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hoursline",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gte", 0)),
                name="hours_are_never_below_zero",
                violation_error_message="Hours are never below zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="massstatement",
            constraint=models.UniqueConstraint(
                fields=("receipt", "number"),
                name="mass_is_stated_once_at_a_time",
                violation_error_message="Somebody stated this mass at the same moment. Look at it again.",
            ),
        ),
        migrations.AddConstraint(
            model_name="massstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("mass_kg__gt", 0), ("quantity__gt", 0)),
                name="stated_mass_is_above_zero",
                violation_error_message="A mass is more than nothing.",
            ),
        ),
        migrations.AddConstraint(
            model_name="massstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="statement_of_a_mass_says_why",
                violation_error_message="Say why the mass is stated anew.",
            ),
        ),
        migrations.AddConstraint(
            model_name="massstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "basis__in",
                            [
                                marketplace.kernel.mass.MassBasis["WEIGHED"],
                                marketplace.kernel.mass.MassBasis["SPECIFIED"],
                            ],
                        ),
                        _negated=True,
                    ),
                    models.Q(("evidence", ""), _negated=True),
                    models.Q(("file", ""), _negated=True),
                    _connector="OR",
                ),
                name="weighed_or_specified_mass_has_evidence",
                violation_error_message="A weighed or specified mass needs a ticket, a photo or the maker’s figure.",
            ),
        ),
        migrations.AddConstraint(
            model_name="parameterset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("state", "proposed")),
                    models.Q(models.Q(("state", "proposed"), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="parameter_set_is_decided_once_it_is_no_proposal",
                violation_error_message="A set that is adopted or declined says when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="parametervalue",
            constraint=models.UniqueConstraint(
                fields=("parameter_set", "name", "key"),
                name="parameter_stands_once_in_a_set",
                violation_error_message="This parameter is in the set already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="parametervalue",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True),
                name="parameter_has_a_source",
                violation_error_message="Say where the value comes from.",
            ),
        ),
        migrations.AddConstraint(
            model_name="parametervalue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("factor_id", ""), ("value__gte", 0), ("value__isnull", False)),
                    models.Q(
                        ("name__in", ["counterfactual", "landfill"]),
                        ("value", None),
                        models.Q(("factor_id", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="parameter_is_a_number_or_a_route",
                violation_error_message="A parameter is a number of at least zero, or a route by its factor id.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", None), ("correction__isnull", False), ("event", None)),
                    models.Q(("answer__isnull", False), ("correction", None), ("event", None)),
                    models.Q(("answer", None), ("correction", None), ("event__isnull", False)),
                    _connector="OR",
                ),
                name="reading_is_of_one_thing",
                violation_error_message="A reading is of one thing.",
            ),
        ),
        migrations.AddConstraint(
            model_name="referenceset",
            constraint=models.UniqueConstraint(
                fields=("organisation", "name"),
                name="reference_list_has_a_name_of_its_own",
                violation_error_message="You have a list of this name. Give this one another name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="referenceset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("organisation", None)),
                fields=("name",),
                name="reference_list_of_the_platform_has_a_name_of_its_own",
                violation_error_message="There is a list of this name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="referenceset",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("source", ""), _negated=True), models.Q(("licence", ""), _negated=True)),
                name="reference_list_says_its_source_and_licence",
                violation_error_message="Say where the list comes from and under which licence.",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemreference",
            constraint=models.UniqueConstraint(
                fields=("reference_set", "number"),
                name="item_reference_has_a_number_of_its_own",
                violation_error_message="Each row of a list stands once.",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemreference",
            constraint=models.UniqueConstraint(
                condition=models.Q(("category__isnull", False)),
                fields=("reference_set", "category"),
                name="category_stands_once_in_a_reference_list",
                violation_error_message="A category has one item in a list.",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemreference",
            constraint=models.CheckConstraint(
                condition=models.Q(("mass_kg__gt", 0), ("footprint_kgco2e__gt", 0), _connector="OR"),
                name="item_reference_says_something_above_zero",
                violation_error_message="An item has a mass or a footprint, above zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="repair",
            constraint=models.UniqueConstraint(
                fields=("receipt", "number"),
                name="repair_is_stated_once_at_a_time",
                violation_error_message="Somebody entered a repair at the same moment. Look at it again.",
            ),
        ),
        migrations.AddConstraint(
            model_name="repair",
            constraint=models.CheckConstraint(
                condition=models.Q(("electricity_kwh__gte", 0), ("parts_kgco2e__gte", 0)),
                name="repair_takes_nothing_below_zero",
                violation_error_message="Electricity and parts are never below zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="repair",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True),
                name="repair_says_how_it_is_known",
                violation_error_message="Say how that is known: a meter, an invoice, an estimate.",
            ),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)),
                name="return_is_of_more_than_zero",
                violation_error_message="Say how many came back.",
            ),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="return_says_why",
                violation_error_message="Say why it came back.",
            ),
        ),
    ]

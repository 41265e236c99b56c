import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What people looked for in vain, and whom the operator introduced."""

    dependencies = [
        ("dialogue", "0002_what_the_operator_says"),
        ("listings", "0008_alerts_and_saved_searches"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Introduction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="introductions", to="listings.listing"
                    ),
                ),
                (
                    "want",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="introductions", to="listings.want"
                    ),
                ),
                (
                    "thread",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="introduction",
                        to="dialogue.thread",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "introduction",
                "verbose_name_plural": "introductions",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("listing", "want"),
                        name="pair_is_introduced_once",
                        violation_error_message="These two have been introduced already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchMiss",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("week", models.DateField()),
                ("cell", models.BigIntegerField()),
                ("word", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("material", "Material"), ("equipment", "Equipment"), ("space", "Space")],
                        max_length=10,
                    ),
                ),
                ("visitor", models.CharField(max_length=16)),
            ],
            options={
                "verbose_name": "search without a result",
                "verbose_name_plural": "searches without a result",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("week", "word", "visitor", "cell", "kind"),
                        name="visitor_misses_a_word_in_an_area_once_a_week",
                        violation_error_message="This miss is noted already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("word", ""), _negated=True),
                        name="search_miss_has_a_word",
                        violation_error_message="A miss names the word that was looked for.",
                    ),
                ],
            },
        ),
    ]

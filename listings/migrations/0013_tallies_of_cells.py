"""How many public listings each cell holds; and nearness answered from the index alone, by the id in it."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from listings.models.rollups import ensure, take_away


def begin(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    ensure()


def end(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    take_away()


class Migration(migrations.Migration):
    dependencies = [("listings", "0012_kit_lists_and_what_else_would_do")]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.PositiveSmallIntegerField()),
                ("cell", models.BigIntegerField()),
                ("category", models.BigIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("count", models.IntegerField()),
                ("latitudes", models.BigIntegerField()),
                ("longitudes", models.BigIntegerField()),
                ("ids", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("category", 0)),
                        fields=["level", "cell", "kind", "count", "latitudes", "longitudes", "ids"],
                        name="tally_of_all",
                    ),
                    models.Index(
                        condition=models.Q(("category__gt", 0)),
                        fields=["level", "cell", "category", "kind", "count", "latitudes", "longitudes", "ids"],
                        name="tally_by_category",
                    ),
                ],
            },
        ),
        migrations.RemoveIndex(model_name="listing", name="listing_near"),
        migrations.RemoveIndex(model_name="listing", name="listing_near_in_category"),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("live_spot__isnull", False)),
                fields=["live_spot", "category", "kind", "x", "y", "z", "id"],
                name="listing_near",
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("live_spot__isnull", False)),
                fields=["category", "live_spot", "kind", "x", "y", "z", "id"],
                name="listing_near_in_category",
            ),
        ),
        migrations.RunPython(begin, end),
    ]

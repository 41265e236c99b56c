"""The keys by which a new listing finds every open want, for the wants that are there already too."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from listings.matching.anchors import keys_of
from listings.matching.sides import Ask
from listings.substitutes import also_paths
from marketplace.kernel.geo import Point


def keep_keys(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Every open want's keys."""
    anchor, want = apps.get_model("listings", "Anchor"), apps.get_model("listings", "Want")
    for row in want.objects.filter(state="open").select_related("category").order_by("pk").iterator(chunk_size=1000):
        ask = Ask(
            kind=row.kind,
            title=row.title,
            category_path=row.category.path if row.category else "",
            radius_km=row.radius_km,
            needed_by=row.needed_by,
            point=Point(row.public_latitude, row.public_longitude),
            also_paths=also_paths(row.substitutes, row.kind),
        )
        anchor.objects.bulk_create([anchor(key=key, want=row) for key in sorted(keys_of(ask))])


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0013_tallies_of_cells"),
    ]

    operations = [
        migrations.CreateModel(
            name="Anchor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField()),
                (
                    "want",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="anchors", to="listings.want"
                    ),
                ),
            ],
            options={
                "verbose_name": "key of a want",
                "verbose_name_plural": "keys of wants",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "want"),
                        name="want_keeps_a_key_once",
                        violation_error_message="This want keeps that key already.",
                    )
                ],
            },
        ),
        migrations.RunPython(keep_keys, migrations.RunPython.noop),
    ]

"""Fill the category tree, so that a fresh database can list things at once."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model

from listings.taxonomy import rows_of_the_tree


def load_categories(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Category = apps.get_model("listings", "Category")
    known = {field.name for field in Category._meta.get_fields()}
    nodes: dict[str, Model] = {}
    for parent, fields in rows_of_the_tree():
        values = {name: value for name, value in fields.items() if name in known and name != "slug"}
        values["parent"] = nodes.get(parent)
        nodes[fields["slug"]], _made = Category.objects.update_or_create(slug=fields["slug"], defaults=values)


def forget_unused_categories(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Children first: what nothing points at goes, the rest stays for the listings that use it."""
    Category = apps.get_model("listings", "Category")
    for depth in (3, 2, 1):
        Category.objects.filter(depth=depth, listings__isnull=True, wants__isnull=True, children__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [("listings", "0001_initial")]

    operations = [migrations.RunPython(load_categories, forget_unused_categories)]

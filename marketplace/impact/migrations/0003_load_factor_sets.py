"""Load the factor sets that ship, so that a fresh database can count its first receipt."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from marketplace.impact.factors.reading import factor_set_names, read_factor_set
from marketplace.impact.factors.rows import factor_row, factor_set_row


def load_factor_sets(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    FactorSet = apps.get_model("impact", "FactorSet")
    Factor = apps.get_model("impact", "Factor")
    for name in factor_set_names():
        if FactorSet.objects.filter(name=name).exists():
            continue
        read = read_factor_set(name)
        made = FactorSet.objects.create(**factor_set_row(read), loaded_at=timezone.now())
        Factor.objects.bulk_create(Factor(factor_set=made, **factor_row(factor)) for factor in read.factors.values())


def forget_unused_factor_sets(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Sets that the ledger counted with stay."""
    FactorSet = apps.get_model("impact", "FactorSet")
    Factor = apps.get_model("impact", "Factor")
    Diversion = apps.get_model("impact", "Diversion")
    unused = FactorSet.objects.exclude(pk__in=Diversion.objects.values("factor_set"))
    Factor.objects.filter(factor_set__in=unused).delete()
    unused.delete()


class Migration(migrations.Migration):
    dependencies = [("impact", "0002_count_with_kinds_corrections_and_gaps")]

    operations = [migrations.RunPython(load_factor_sets, forget_unused_factor_sets)]

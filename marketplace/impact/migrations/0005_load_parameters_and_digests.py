"""The set of parameters that ships, digests of the factor sets that are there, and why earlier corrections were made."""

from decimal import Decimal

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone

from marketplace.impact.assumptions import digest_of as digest_of_assumptions
from marketplace.impact.assumptions import shipped_assumptions
from marketplace.impact.factors.rows import digest_of as digest_of_factors
from marketplace.impact.parameters import VERSION


def load_parameters(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    ParameterSet = apps.get_model("impact", "ParameterSet")
    ParameterValue = apps.get_model("impact", "ParameterValue")
    if ParameterSet.objects.filter(version=VERSION).exists():
        return
    now = timezone.now()
    rows = shipped_assumptions()
    made = ParameterSet.objects.create(
        version=VERSION, state="adopted", rows_sha256=digest_of_assumptions(rows), made_at=now, decided_at=now
    )
    ParameterValue.objects.bulk_create(
        ParameterValue(
            parameter_set=made,
            name=row.name.value,
            key=row.key,
            value=row.value,
            factor_id=row.factor_id,
            source=row.source,
            evidence=row.evidence,
        )
        for row in rows
    )


def state_digests(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    FactorSet = apps.get_model("impact", "FactorSet")
    Factor = apps.get_model("impact", "Factor")
    for one in FactorSet.objects.filter(rows_sha256="").order_by("pk"):
        rows = Factor.objects.filter(factor_set=one).order_by("pk")
        told = rows.values_list("factor_id", "kind", "unit", "kgco2e")
        one.rows_sha256 = digest_of_factors((key, kind, unit, Decimal(value)) for key, kind, unit, value in told)
        one.save(update_fields=["rows_sha256"])


def say_why(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("impact", "Diversion").objects.filter(entry="corrected", cause="receipt").update(cause="slip")


def forget_parameters(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("impact", "ParameterValue").objects.all().delete()
    apps.get_model("impact", "ParameterSet").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("impact", "0004_parameters_references_and_facts_that_change")]

    operations = [
        migrations.RunPython(load_parameters, forget_parameters),
        migrations.RunPython(state_digests, migrations.RunPython.noop),
        migrations.RunPython(say_why, migrations.RunPython.noop),
    ]

"""A publisher's "v1" comes every year: a version is told by its scheme and year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("impact", "0008_files_of_reports")]

    operations = [
        migrations.RemoveConstraint(model_name="factorset", name="factor_set_version_is_loaded_once"),
        migrations.AddConstraint(
            model_name="factorset",
            constraint=models.UniqueConstraint(
                fields=("scheme", "year", "version"),
                name="factor_set_version_is_loaded_once",
                violation_error_message="This version is loaded already.",
            ),
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A message of no organisation is the operator's."""

    dependencies = [
        ("dialogue", "0001_initial"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="organisation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
    ]

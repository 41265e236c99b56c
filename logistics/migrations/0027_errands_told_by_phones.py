"""Errands of a run wait in the phone like any other deed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("logistics", "0026_days_are_watched")]

    operations = [
        migrations.AlterField(
            model_name="deed",
            name="kind",
            field=models.CharField(
                choices=[
                    ("start", "Left"),
                    ("arrive", "Was there"),
                    ("prove", "Collected or delivered"),
                    ("fail", "It did not work"),
                    ("errand", "Took out of storage or brought back"),
                    ("break", "Broke off the run"),
                ],
                max_length=8,
            ),
        ),
    ]

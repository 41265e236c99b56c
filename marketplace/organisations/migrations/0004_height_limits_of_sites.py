"""Sites say how high a vehicle may be."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_geocoders_take_turns")]

    operations = [
        migrations.AddField(
            model_name="site",
            name="height_limit_cm",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="height limit (cm)"),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listings", "0020_recurring_material")]

    operations = [
        migrations.AddField(
            model_name="stage",
            name="days_before",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]

"""Loads keep what they need of a van and its people besides room; shifts may limit the time at the wheel."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("logistics", "0023_season_tickets")]

    operations = [
        migrations.AddField(model_name="collection", name="care", field=models.JSONField(blank=True, default=list)),
        migrations.AddField(
            model_name="shift",
            name="most_driving_minutes",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="most driving (minutes)"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("most_driving_minutes", None), ("most_driving_minutes__range", (15, 600)), _connector="OR"
                ),
                name="shift_is_driven_for_a_quarter_of_an_hour_to_ten_hours",
                violation_error_message="Driving is limited to something between 15 minutes and 10 hours.",
            ),
        ),
    ]

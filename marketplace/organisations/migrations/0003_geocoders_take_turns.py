from django.db import migrations, models


class Migration(migrations.Migration):
    """One row for each geocoder says when it may next be asked; whole postcodes are a way to know a place."""

    dependencies = [("organisations", "0002_circles")]

    operations = [
        migrations.CreateModel(
            name="GeocoderTurn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("provider", models.CharField(max_length=20, unique=True)),
                ("free_at_s", models.FloatField(default=0)),
            ],
            options={"verbose_name": "geocoder's turn", "verbose_name_plural": "geocoder's turns"},
        ),
        migrations.AlterField(
            model_name="site",
            name="place_source",
            field=models.CharField(
                choices=[
                    ("pin", "a pin set by hand"),
                    ("geocoder", "a geocoder"),
                    ("postcode", "the postcode"),
                    ("postcode_sector", "the postcode's sector"),
                    ("outcode", "the postcode's district"),
                    ("town", "the town"),
                ],
                editable=False,
                max_length=20,
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listings", "0009_misses_and_introductions")]

    operations = [
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=40, unique=True)),
                ("listings", models.PositiveIntegerField()),
            ],
            options={"verbose_name": "word", "verbose_name_plural": "words"},
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(("listings__gt", 0)),
                name="term_stands_in_a_listing",
                violation_error_message="A word that no listing holds is not kept.",
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("web", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="unsubscribe_url",
            field=models.CharField(blank=True, max_length=500, default=""),
            preserve_default=False,
        ),
    ]

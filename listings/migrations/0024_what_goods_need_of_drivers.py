"""Listings say what their goods need of a van and its driver: cooling, training, a fork-lift."""

from django.db import migrations, models


def _needs(words: str) -> models.BooleanField:  # type: ignore[type-arg]  # migrations are not generic
    return models.BooleanField(default=False, verbose_name=words)


class Migration(migrations.Migration):
    dependencies = [("listings", "0023_claims_may_leave_in_several_loads")]

    operations = [
        migrations.AddField(model_name="listing", name="needs_cooling", field=_needs("has to be kept cold")),
        migrations.AddField(
            model_name="listing",
            name="needs_disconnecting",
            field=_needs("has to be disconnected by somebody trained"),
        ),
        migrations.AddField(model_name="listing", name="needs_dismantling", field=_needs("has to be taken apart")),
        migrations.AddField(
            model_name="listing", name="needs_fork_lift", field=_needs("has to be loaded with a fork-lift")
        ),
    ]

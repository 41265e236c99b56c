"""Drivers say of which journeys of others they want to be told; each is told of an offer once."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("logistics", "0020_corrections_of_handovers_and_receipts"),
    ]

    operations = [
        migrations.CreateModel(
            name="OfferTold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "driver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="told_of", to="logistics.driver"
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="told", to="logistics.offer"
                    ),
                ),
            ],
            options={
                "verbose_name": "word about an offer",
                "verbose_name_plural": "words about offers",
                "indexes": [models.Index(fields=["driver", "at"], name="offers_told_to_a_driver")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("offer", "driver"),
                        name="driver_is_told_of_an_offer_once",
                        violation_error_message="They were told of it already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OfferWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=12, verbose_name="around")),
                ("latitude", models.FloatField(editable=False)),
                ("longitude", models.FloatField(editable=False)),
                ("radius_km", models.PositiveSmallIntegerField(default=15, verbose_name="how far around (km)")),
                ("kinds", models.JSONField(blank=True, default=list, verbose_name="kinds")),
                ("at", models.DateTimeField(editable=False)),
                (
                    "driver",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="wish", to="logistics.driver"
                    ),
                ),
            ],
            options={
                "verbose_name": "wish for journeys",
                "verbose_name_plural": "wishes for journeys",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("radius_km__range", (2, 100))),
                        name="wish_reaches_from_two_to_a_hundred_kilometres",
                        violation_error_message="From 2 to 100 kilometres.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                        name="wish_is_around_a_place_on_the_globe",
                        violation_error_message="The point is not on the globe.",
                    ),
                ],
            },
        ),
    ]

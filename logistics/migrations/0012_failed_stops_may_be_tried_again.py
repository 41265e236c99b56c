from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("logistics", "0011_a_claim_may_move_in_several_loads"),
        ("organisations", "0003_geocoders_take_turns"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="stop",
            name="collection_is_picked_up_and_dropped_once_on_a_route",
        ),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "failed"), _negated=True),
                fields=("route", "collection", "kind"),
                name="collection_is_picked_up_and_dropped_once_on_a_route",
                violation_error_message="This is on the route already.",
            ),
        ),
    ]

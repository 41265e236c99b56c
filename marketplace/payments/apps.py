"""Money. The only room that may speak to Stripe; nothing on the first journey is paid for."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "marketplace.payments"
    label = "payments"

"""What a geocoder on the network answered, kept so that it is asked once; and when it may be asked again."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GeocodeAnswer(models.Model):
    """A provider's answer to a question; a row without a point is a remembered "not found"."""

    provider = models.CharField(max_length=20)
    question = models.CharField(max_length=300)
    label = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("geocoder's answer")
        verbose_name_plural = _("geocoder's answers")
        constraints = (
            models.UniqueConstraint(
                fields=["provider", "question"],
                name="geocoder_question_is_kept_once",
                violation_error_message=_("This question was answered already."),
            ),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="geocoder_answer_has_both_coordinates_or_none",
                violation_error_message=_("A point needs a latitude and a longitude."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.question} → {self.label}"


class GeocoderTurn(models.Model):
    """When a provider may next be asked, by whichever process: one row each, in seconds since 1970."""

    provider = models.CharField(max_length=20, unique=True)
    free_at_s = models.FloatField(default=0)

    class Meta:
        verbose_name = _("geocoder's turn")
        verbose_name_plural = _("geocoder's turns")

    def __str__(self) -> str:
        return self.provider

from django.db import models

from baraza.base.accounts.models import User


class ConductRules(models.Model):
    """One version of the rules everybody keeps who writes to the public (requirement A7)."""

    version = models.PositiveIntegerField(primary_key=True)
    # Language → wording; a language that is missing has the words that come with Baraza.
    texts = models.JSONField(default=dict)
    written_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]


class ConductAcknowledgement(models.Model):
    """Somebody has read a version and keeps to it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    rules = models.ForeignKey(
        ConductRules, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    acknowledged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "rules"], name="office_acknowledged_once"),
        ]

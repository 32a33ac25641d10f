from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User


class Audience(models.Model):
    """A question with a name; who is meant by it is asked anew each time."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    # The fields of `question.Question`; what it no longer knows is left out when it is read.
    question = models.JSONField()
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

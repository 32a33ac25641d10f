"""What was published and is said otherwise now, for everybody to see."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User


class Correction(models.Model):
    """One entry of the log of changes and corrections (requirement B2).

    Written in the language of the text that was corrected: it quotes it.
    """

    # The page as it is called, and where it stands ("/statements/water/").
    title = models.CharField(_("page"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    language = models.CharField(max_length=10, blank=True)
    # A mistake, not only something newer.
    is_mistake = models.BooleanField(_("it was a mistake"), default=True)
    said = models.TextField(_("what it said"), blank=True)
    says = models.TextField(_("what it says now"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["-made_at", "-id"], name="outreach_corrections_newest")]

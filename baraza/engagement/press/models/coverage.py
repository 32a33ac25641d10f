"""Who wrote or spoke about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.engagement.press.models.outlets import Outlet
from baraza.engagement.press.models.releases import Release


class CorrectionAsked(models.TextChoices):
    NONE = "none", _("Nothing to correct")
    ASKED = "asked", _("A correction was asked for")
    DONE = "done", _("Corrected")
    REFUSED = "refused", _("Not corrected")


class Coverage(models.Model):
    """One report, article or programme."""

    outlet = models.ForeignKey(
        Outlet, on_delete=models.CASCADE, related_name="coverage", verbose_name=_("outlet")
    )
    release = models.ForeignKey(
        Release,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("about which release"),
    )
    title = models.CharField(_("headline"), max_length=300)
    link = models.URLField(_("link"), max_length=500, blank=True)
    published_date = models.DateField(_("published on"))
    correction = models.CharField(
        _("correction"),
        max_length=7,
        choices=CorrectionAsked.choices,
        default=CorrectionAsked.NONE,
    )
    noted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_date", "-pk"]

    def __str__(self) -> str:
        return self.title

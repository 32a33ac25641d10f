"""Where the member sits, as what, and since when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.common.shown import Shown
from baraza.common.translated import Translated


class Committee(Translated, Shown):
    """A committee, delegation or group of parliament."""

    TRANSLATED = ("name", "what_for")

    name = models.CharField(_("name"), max_length=200)
    what_for = models.TextField(_("what it does"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~models.Q(external_id=""),
                name="consultations_committee_once",
            ),
        ]

    def __str__(self) -> str:
        return self.said("name")


class Membership(Translated, models.Model):
    """That the member has or had a role in a committee."""

    TRANSLATED = ("role",)

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="memberships")
    # Empty: an ordinary member.
    role = models.CharField(_("as"), max_length=100, blank=True)
    began_date = models.DateField(_("since"), null=True, blank=True)
    ended_date = models.DateField(_("until"), null=True, blank=True)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = [models.F("began_date").desc(nulls_last=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(began_date__isnull=True)
                | models.Q(ended_date__isnull=True)
                | models.Q(began_date__lte=models.F("ended_date")),
                name="consultations_membership_ends_after_it_began",
            ),
        ]

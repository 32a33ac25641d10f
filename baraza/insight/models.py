from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.common.translated import Translated
from baraza.dialogue.audiences.models import Mailing


class WeeklyReader(models.Model):
    """A member of staff to whom the page of the week is mailed."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    # Monday is 0, as Python counts; the hour is the office's.
    weekday = models.PositiveSmallIntegerField(_("day"), default=0)
    hour = models.PositiveSmallIntegerField(_("hour"), default=7)
    # The office's own address as the reader knows it ("https://…"), for the way back to the desk.
    site = models.URLField()
    # The Monday of the last week that was mailed.
    sent_for_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__lt=7, hour__lt=24), name="insight_time_of_week"
            ),
        ]


class Outcome(Translated, models.Model):
    """You said, we did (requirement O2): what many said on a topic, and what came of it."""

    TRANSLATED = ("you_said", "we_did")

    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, related_name="+", verbose_name=_("topic")
    )
    # What was said from the first of these days to the end of the last stands behind it.
    since_date = models.DateField(_("said from"))
    until_date = models.DateField(_("said until"))
    you_said = models.CharField(_("you said"), max_length=300)
    we_did = models.TextField(_("we did"))
    translations = models.JSONField(default=dict, blank=True)
    link = models.CharField(_("more at"), max_length=300, blank=True)
    happened_date = models.DateField(_("done on"))
    # How many had said it when it was published.
    voices = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField()
    # The letter that told those who had said it, and when what they said was marked as told.
    mailing = models.ForeignKey(
        Mailing, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-happened_date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since_date__lte=models.F("until_date")),
                name="insight_outcome_period",
            ),
        ]

    def __str__(self) -> str:
        return self.said("you_said")


class Visit(models.Model):
    """How often a public page was read on a day in a language; of who read it, nothing is kept."""

    date = models.DateField()
    path = models.CharField(max_length=300)
    language = models.CharField(max_length=10)
    times = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["date", "path", "language"], name="insight_visits_of_a_day"
            ),
        ]

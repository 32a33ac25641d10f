from django.db import models
from django.utils.translation import gettext_lazy as _


class AlarmKind(models.TextChoices):
    """What goes wrong by itself and needs somebody to look."""

    NO_MAIL = "no_mail", _("Mail does not come in")
    NOT_FILED = "not_filed", _("Letters are not filed")
    NOT_LEAVING = "not_leaving", _("Answers do not leave")
    DISK = "disk", _("The disk is nearly full")
    BACKUP = "backup", _("There is no fresh backup")


class Alarm(models.Model):
    """Something that is wrong now; the row goes when it is right again."""

    kind = models.CharField(max_length=20, choices=AlarmKind.choices)
    # An address of the office that it is about, if any.
    about = models.CharField(max_length=320, blank=True)
    since = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "about"], name="office_one_alarm_of_a_kind"),
        ]

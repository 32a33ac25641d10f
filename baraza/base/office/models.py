from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Role, User


def monday_to_friday() -> list[int]:
    """The working week most offices keep."""
    return [0, 1, 2, 3, 4]


class Profile(models.Model):
    """The one row that says whose office this is."""

    name = models.CharField(_("name of the office"), max_length=200)
    member_name = models.CharField(_("name of the member"), max_length=200, blank=True)
    constituency = models.CharField(_("constituency"), max_length=200, blank=True)
    email = models.EmailField(
        _("public e-mail address"), blank=True, help_text=_("What constituents write to.")
    )
    other_addresses = ArrayField(
        models.EmailField(),
        default=list,
        blank=True,
        verbose_name=_("other addresses of the office"),
        help_text=_("Mail from these is never answered automatically."),
    )
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    postal_address = models.TextField(_("postal address"), blank=True)
    languages = ArrayField(
        models.CharField(max_length=10),
        default=list,
        verbose_name=_("languages"),
        help_text=_("The first is used where a writer's language is not known."),
    )
    timezone = models.CharField(_("time zone"), max_length=60, default="UTC")
    acknowledges = models.BooleanField(
        _("acknowledge letters at once"),
        default=True,
        help_text=_("Each writer gets a short note in their language that the letter arrived."),
    )
    trusted_servers = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        verbose_name=_("names of our own mail servers"),
        help_text=_(
            "As they sign Authentication-Results. Only their verdict on a sender is believed."
        ),
    )
    plus_addressing = models.BooleanField(
        _("the mail server accepts name+anything@ addresses"),
        default=False,
        help_text=_("Lets answers and bounces find their thread even if a program drops all else."),
    )

    asks_where = models.BooleanField(
        _("ask writers where they live"),
        default=False,
        help_text=_(
            "The contact form asks for the address and tells those outside the constituency whom "
            "to turn to. They can still send their letter."
        ),
    )
    # Language → what somebody outside is told; a language that is missing has our own words.
    outside_words = models.JSONField(default=dict, blank=True)

    # Monday is 0, as Python counts.
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(),
        default=monday_to_friday,
        verbose_name=_("working days"),
    )
    assigns_by_itself = models.BooleanField(
        _("give new letters to somebody at once"),
        default=False,
        help_text=_("By your rules, then to whoever knows the topic best and has least to do."),
    )
    approval_roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices),
        default=list,
        blank=True,
        verbose_name=_("whose answers need approval"),
    )
    backlog_limit = models.PositiveIntegerField(
        _("too much to answer in time"),
        null=True,
        blank=True,
        help_text=_(
            "From this many letters on, the acknowledgement says that it will take longer."
        ),
    )
    # Language → what the acknowledgement says then; a language that is missing has our own words.
    surge_words = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="office_one_profile"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def default_language(self) -> str:
        return self.languages[0] if self.languages else "en"

    @property
    def own_addresses(self) -> frozenset[str]:
        """Every address that is this office itself, in lower case."""
        return frozenset(
            address.lower() for address in [self.email, *self.other_addresses] if address
        )


class Holiday(models.Model):
    """A day on which the office does not work."""

    date = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)

    class Meta:
        ordering = ["date"]


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

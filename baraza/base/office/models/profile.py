from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import Role


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
    intake_roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices),
        default=list,
        blank=True,
        verbose_name=_("who else may take cases in"),
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

    # Of the member, for the website.
    portrait = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("portrait"),
    )
    # Number of a picture → language → what it shows, for those who cannot see it.
    portrait_shows = models.JSONField(default=dict, blank=True)
    # None: everybody reads only that the site is being set up, and how to reach the office. An
    # office that is set up by its guide begins so (`prepare_new_office`).
    site_published_at = models.DateTimeField(
        _("website published"), null=True, blank=True, default=now
    )
    guide_put_away_at = models.DateTimeField(null=True, blank=True)

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
    def portrait_words(self) -> dict[str, str]:
        """Language → what the portrait shows; that of the office's first language alone where it
        was said in no other."""
        if self.portrait is None:
            return {}
        said = self.portrait_shows.get(str(self.portrait_id), {})
        return {self.default_language: self.portrait.description} | said

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

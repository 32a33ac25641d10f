"""Where the member really is on social networks, and who only pretends to be."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.common.shown import Shown
from baraza.common.translated import Translated


class Network(models.TextChoices):
    FACEBOOK = "facebook", "Facebook"
    INSTAGRAM = "instagram", "Instagram"
    X = "x", "X"
    WHATSAPP = "whatsapp", "WhatsApp"
    TELEGRAM = "telegram", "Telegram"
    TIKTOK = "tiktok", "TikTok"
    YOUTUBE = "youtube", "YouTube"
    LINKEDIN = "linkedin", "LinkedIn"
    THREADS = "threads", "Threads"
    MASTODON = "mastodon", "Mastodon"
    BLUESKY = "bluesky", "Bluesky"
    OTHER = "other", _("Another network")


class ApprovalRule(models.TextChoices):
    """Whose word a post needs before it is out."""

    NOBODY = "nobody", _("Nobody’s")
    COLLEAGUE = "colleague", _("A colleague’s")
    CHIEF = "chief", _("The chief of staff’s")
    MEMBER = "member", _("The member’s")


class SocialAccount(Translated, Shown):
    """A genuine account (requirement C1)."""

    TRANSLATED = ("run_by",)

    network = models.CharField(_("network"), max_length=9, choices=Network.choices)
    name = models.CharField(_("name there"), max_length=100)
    address = models.URLField(_("address"), max_length=500, unique=True)
    # As the public may know it: "the member herself", "our press officer".
    run_by = models.CharField(_("who runs it, as everybody may know"), max_length=200, blank=True)
    managers = models.ManyToManyField(
        User, blank=True, related_name="+", verbose_name=_("who has access")
    )
    is_verified = models.BooleanField(_("the network has verified it"), default=False)
    has_two_factor = models.BooleanField(_("signing in needs a second factor"), default=False)
    approval = models.CharField(
        _("whose approval a post needs"),
        max_length=9,
        choices=ApprovalRule.choices,
        default=ApprovalRule.CHIEF,
    )
    # A live answer that waits for approval is none.
    replies_freely = models.BooleanField(_("the member’s own live replies need none"), default=True)
    position = models.PositiveSmallIntegerField(default=0)
    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position", "network", "name"]

    def __str__(self) -> str:
        return f"{self.get_network_display()}: {self.name}"


class ImpostorOutcome(models.TextChoices):
    SEEN = "seen", _("Seen, not yet reported")
    REPORTED = "reported", _("Reported to the network")
    REMOVED = "removed", _("The network removed it")
    REFUSED = "refused", _("The network leaves it up")


class Impostor(Translated, models.Model):
    """An account that pretends to be the member or the office."""

    TRANSLATED = ("warning",)

    network = models.CharField(_("network"), max_length=9, choices=Network.choices)
    name = models.CharField(_("name there"), max_length=100)
    address = models.URLField(_("address"), max_length=500)
    seen_date = models.DateField(_("seen on"))
    reported_date = models.DateField(_("reported on"), null=True, blank=True)
    outcome = models.CharField(
        _("what became of it"),
        max_length=8,
        choices=ImpostorOutcome.choices,
        default=ImpostorOutcome.SEEN,
    )
    settled_date = models.DateField(_("decided on"), null=True, blank=True)
    # What was seen, the number of the report: for staff.
    note = models.TextField(_("note for colleagues"), blank=True)
    warns = models.BooleanField(_("warn on the website"), default=False)
    warning = models.CharField(_("the warning in your words"), max_length=300, blank=True)
    translations = models.JSONField(default=dict, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_date", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_network_display()}: {self.name}"

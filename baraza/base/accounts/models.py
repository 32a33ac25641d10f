from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Role(models.TextChoices):
    """What somebody does in the office; `rules.PERMISSIONS` says what each may do."""

    MEMBER = "member", _("Member")
    CHIEF_OF_STAFF = "chief_of_staff", _("Chief of staff")
    CASEWORKER = "caseworker", _("Caseworker")
    CORRESPONDENCE = "correspondence", _("Correspondence")
    COMMUNICATIONS = "communications", _("Communications")
    VOLUNTEER = "volunteer", _("Volunteer or intern")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Workplace(models.TextChoices):
    CAPITAL = "capital", _("Capital")
    CONSTITUENCY = "constituency", _("Constituency")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """A member of staff; without a password nobody can sign in as them yet."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class UserQuerySet(models.QuerySet):
    def at_work(self) -> Self:
        """Everybody who has not left."""
        return self.filter(is_active=True)


# What other libraries call a permission → whether somebody has it; filled by what brings them in.
permissions_by_name: dict[str, Callable[[User], bool]] = {}


class User(AbstractBaseUser):
    """A member of staff of this office, known by their e-mail address."""

    # Nobody may do everything: roles say what somebody does.
    is_superuser = False

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices),
        default=list,
        blank=True,
        verbose_name=_("roles"),
    )
    workplace = models.CharField(
        _("place of work"), max_length=12, choices=Workplace.choices, blank=True
    )
    # Languages they can answer in, as codes; `language` is what they read the desk in.
    languages = ArrayField(
        models.CharField(max_length=10), default=list, blank=True, verbose_name=_("languages")
    )
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)
    # Part of what each session is signed with: one more, and all of them have ended.
    session_epoch = models.PositiveIntegerField(default=0)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        return salted_hmac(
            "baraza.base.accounts.session",
            f"{self.password}:{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    def has_perm(self, name: str, obj: models.Model | None = None) -> bool:
        """Django's question, as its libraries ask it."""
        return name in permissions_by_name and permissions_by_name[name](self)

    def has_perms(self, names: Iterable[str], obj: models.Model | None = None) -> bool:
        """Whether they have all of them."""
        return all(self.has_perm(name, obj) for name in names)

    @property
    def role_names(self) -> list[str]:
        """Their roles as people call them, in the order of `Role`."""
        return [str(role.label) for role in Role if role in self.roles]

    @property
    def is_invited(self) -> bool:
        """Whether they have not yet chosen a password."""
        return not self.has_usable_password()


class LinkKind(models.TextChoices):
    INVITATION = "invitation", _("Invitation")
    RESET = "reset", _("New password")


class SignInLink(models.Model):
    """A way in by mail that works once and for a limited time; only its digest is kept."""

    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class ResetRequest(models.Model):
    """Somebody asked for a new password; answered by a job, so that nobody can tell by the time
    it takes whether the address is known."""

    email = models.EmailField()
    site = models.URLField()
    asked_at = models.DateTimeField()


class StaffSession(models.Model):
    """A browser in which somebody is signed in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    address = models.GenericIPAddressField(null=True, blank=True)
    device = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-seen_at"]
        indexes = [
            models.Index(
                fields=["user"],
                condition=models.Q(ended_at__isnull=True),
                name="accounts_session_open",
            ),
        ]


class Absence(models.Model):
    """Days on which somebody is away, and who does their work meanwhile; both dates included."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    first_date = models.DateField(_("first day"))
    last_date = models.DateField(_("last day"))
    delegate = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("who stands in"),
    )

    class Meta:
        ordering = ["first_date"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_date__gte=models.F("first_date")),
                name="accounts_absence_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(delegate__isnull=True) | ~models.Q(delegate=models.F("user")),
                name="accounts_absence_delegated_to_another",
            ),
        ]


class Training(models.Model):
    """Something somebody has learnt for this work, for instance data protection."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="trainings")
    name = models.CharField(_("what it was about"), max_length=120)
    held_date = models.DateField(_("when"))
    given_by = models.CharField(_("by whom"), max_length=120, blank=True)

    class Meta:
        ordering = ["-held_date", "-pk"]


class NotificationKind(models.TextChoices):
    """What a member of staff is told of; the words are those of the choice how to hear of it."""

    ASSIGNED = "assigned", _("A letter is mine to answer")
    CASE = "case", _("A case is mine to work on")
    MENTIONED = "mentioned", _("A colleague mentions me in a note")
    APPROVAL_ASKED = "approval_asked", _("A text waits for my approval")
    APPROVAL_DECIDED = "approval_decided", _("A text of mine was approved or sent back")
    DELIVERY_FAILED = "delivery_failed", _("An answer of mine could not be delivered")
    DUE = "due", _("Letters of mine are due today or late")
    AGENCY = "agency", _("An agency wrote about a case of mine")
    CASES_DUE = "cases_due", _("People or agencies are to hear from me about cases")
    GLASS_BROKEN = "glass_broken", _("Somebody looked inside a circle of mine")


class Notification(models.Model):
    """Something one member of staff should know; it names a thing, never what is in it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=20, choices=NotificationKind.choices)
    # The thing, by its model and number; empty where it is about several at once.
    about = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    count = models.PositiveIntegerField(default=1)
    # Whose act it was; None where the office's own rules did it.
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-made_at", "-id"], name="accounts_news_of_user"),
            models.Index(
                fields=["made_at"],
                condition=models.Q(read_at__isnull=True, mailed_at__isnull=True),
                name="accounts_news_to_mail",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "about", "about_id"],
                condition=models.Q(read_at__isnull=True),
                name="accounts_news_once",
            ),
        ]


class MailTiming(models.TextChoices):
    """When something is told by mail as well; on the desk it always is."""

    AT_ONCE = "now", _("At once")
    MORNING = "morning", _("In the morning")
    NEVER = "never", _("Not by mail")


class MailWish(models.Model):
    """How somebody wants to hear of a kind of news; where there is none, `USUAL_TIMING` counts."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mail_wishes")
    kind = models.CharField(max_length=20, choices=NotificationKind.choices)
    timing = models.CharField(max_length=10, choices=MailTiming.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="accounts_wish_once"),
        ]


class Circle(models.Model):
    """The staff who may see a thing. A thing without a circle is seen by all staff."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    members = models.ManyToManyField(User, related_name="circles", verbose_name=_("members"))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class GlassBreak(models.Model):
    """Somebody outside a circle looked inside for a while, and why. Never changed."""

    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="glass_breaks")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    # The application's database role can add rows and read them, no more.
    append_only = True

    class Meta:
        ordering = ["-opened_at"]


class CircledQuerySet(models.QuerySet):
    """Rows whose model has a nullable `circle`."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Only what this member of staff may see; nothing for anybody else (requirement P3).

        Their circles, and those whose glass they have broken for now.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own = RawSQL(_CIRCLES_OF, [user.pk, user.pk, timezone.now()])  # noqa: S611
        return self.filter(models.Q(circle__isnull=True) | models.Q(circle__in=own))


# Every screen asks for it several times, and it is put together much sooner as it stands.
_CIRCLES_OF = """
SELECT circle_id FROM accounts_circle_members WHERE user_id = %s UNION ALL
SELECT circle_id FROM accounts_glassbreak WHERE user_id = %s AND closes_at > %s
"""


class Circled(models.Model):
    """Carried by whatever may be confidential (see `CircledQuerySet.visible_to`)."""

    circle = models.ForeignKey(
        Circle, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

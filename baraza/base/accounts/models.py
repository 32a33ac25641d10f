from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """A member of staff; without a password nobody can sign in as them yet."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A member of staff of this office, known by their e-mail address."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

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


class Circle(models.Model):
    """The staff who may see a thing. A thing without a circle is seen by all staff."""

    name = models.CharField(max_length=100, unique=True)
    members = models.ManyToManyField(User, related_name="circles")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CircledQuerySet(models.QuerySet):
    """Rows whose model has a nullable `circle`."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Only what this member of staff may see; nothing for anybody else (requirement P3)."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        open_to_all = models.Q(circle__isnull=True)
        own = models.Q(circle__in=Circle.objects.filter(members=user.pk).values("pk"))
        return self.filter(open_to_all | own)


class Circled(models.Model):
    """Carried by whatever may be confidential (see `CircledQuerySet.visible_to`)."""

    circle = models.ForeignKey(
        Circle, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

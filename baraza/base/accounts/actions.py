"""Add staff."""

from baraza.base.accounts.models import User


def add_staff(*, email: str, name: str, password: str | None = None) -> User:
    """A member of staff who may sign in when a password is given."""
    return User.objects.create_user(email=email, password=password, name=name)

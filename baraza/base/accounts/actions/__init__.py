"""Who joins, what they do here, how they sign in, and how they leave."""

from baraza.base.accounts.actions.staff import add_staff

__all__ = ["add_staff"]

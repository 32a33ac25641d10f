"""Change what the office says of itself."""

from baraza.base.office.models import Profile
from baraza.base.office.queries import profile


def update_profile(**fields: object) -> Profile:
    """Set the given fields of the office's profile. Raises ValidationError."""
    own = profile()
    for name, value in fields.items():
        setattr(own, name, value)
    own.full_clean()
    own.save()
    return own

"""What the site does when something below it changes."""

from django.dispatch import receiver

from baraza.base.office.signals import languages_changed
from baraza.web.site import locales


@receiver(languages_changed)
def keep_the_trees(languages: list[str], **_rest: object) -> None:
    """There are pages in a language as soon as the office has it."""
    locales.arrange(wanted=languages)

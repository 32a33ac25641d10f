"""Who comes, and what they need."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baraza.engagement.events.actions.booking import Who
from baraza.web.site.forms import ContactForm, LineField, TextField

LONGEST_MATTER = 2_000


class WhoForm(ContactForm):
    """Whoever comes; how they are reached, by one way or the other."""

    use_required_attribute = False
    subject = message = address = None

    matter = TextField(
        label=_("What is it about?"),
        help_text=_("A line is enough, so that we can prepare."),
        max_length=LONGEST_MATTER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "class": "short"}),
    )
    needs = LineField(
        label=_("Do you need anything to be able to come?"),
        help_text=_("A place for a wheelchair, somebody who comes with you, large print …"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    interpreter = LineField(
        label=_("Shall somebody interpret? Into which language?"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    field_order = ("name", "email", "phone", "matter", "needs", "interpreter")

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        known = self.errors.keys() & {"email", "phone"}
        if not known and not said.get("email") and not said.get("phone"):
            self.add_error(
                "email", _("We need an e-mail address or a telephone number to reach you.")
            )
        return said

    def who(self, language: str) -> Who:
        """What was filled in."""
        said = self.cleaned_data
        return Who(
            name=said["name"],
            email=said["email"],
            phone=said["phone"],
            language=language,
            needs=said["needs"],
            interpreter=said["interpreter"],
            matter=said["matter"],
        )

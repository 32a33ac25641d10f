"""What the entry screens take from a browser."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel
from baraza.base.office.queries import profile
from baraza.base.people.models import Person
from baraza.dialogue.conversations.actions.entering import LONGEST_TEXT, Entry
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.logbook.queries import full_number
from baraza.web.desk.people.forms import languages

CHANNELS = [
    (Channel.PHONE, _("Telephone")),
    (Channel.WALK_IN, _("Visit")),
    (Channel.LETTER, _("Paper")),
]
SUBJECTS = {
    Channel.PHONE: _("Telephone call"),
    Channel.WALK_IN: _("Visit"),
    Channel.LETTER: _("Letter on paper"),
}
NEEDS_ANSWER, DONE = "answer", "done"
# A way besides the channels: it was us who telephoned.
CALLED = "called"
MOMENT = "%Y-%m-%dT%H:%M"


class EntryForm(forms.Form):
    """One call, visit or paper."""

    channel = forms.ChoiceField(
        choices=[*CHANNELS, (CALLED, _("We called them"))], initial=Channel.PHONE
    )
    who = forms.CharField(max_length=200, required=False)
    person = forms.ModelChoiceField(Person.objects.none(), required=False)
    new = forms.BooleanField(required=False)
    anonymous = forms.BooleanField(required=False)
    phone = forms.CharField(max_length=100, required=False)
    email = forms.EmailField(
        max_length=320,
        required=False,
        error_messages={"invalid": _("This is no e-mail address. Leave it empty if unsure.")},
    )
    address = forms.CharField(max_length=500, required=False)
    happened_at = forms.DateTimeField(
        required=False,
        input_formats=[MOMENT, f"{MOMENT}:%S"],
        error_messages={"invalid": _("Please choose a day and a time.")},
    )
    language = forms.ChoiceField(required=False)
    topic = forms.ModelChoiceField(Topic.objects.none(), required=False)
    conversation = forms.ModelChoiceField(Conversation.objects.none(), required=False)
    text = forms.CharField(max_length=LONGEST_TEXT, required=False)
    outcome = forms.ChoiceField(
        choices=[(NEEDS_ANSWER, _("Needs an answer")), (DONE, _("Done at once"))],
        initial=NEEDS_ANSWER,
        required=False,
    )
    answer = forms.CharField(max_length=LONGEST_TEXT, required=False)
    # Begun on somebody's page, to which it leads back.
    returns = forms.BooleanField(required=False)
    # The code of the form on paper that this is.
    sheet = forms.CharField(max_length=20, required=False)
    news = forms.BooleanField(required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.current()
        self.fields["topic"].queryset = Topic.objects.in_use()
        self.fields["conversation"].queryset = Conversation.objects.visible_to(user)
        self.fields["language"].choices = [("", _("As it reads")), *languages()]

    def clean_happened_at(self) -> datetime:
        """The future has not been said yet: a slip of the finger becomes now."""
        given = self.cleaned_data["happened_at"]
        now = timezone.now()
        return min(given, now) if given else now

    def clean(self) -> dict[str, Any]:
        """A thread of somebody else is not theirs to add to; we called somebody, not nobody."""
        cleaned = super().clean()
        known = ("person", "who", "phone", "email")
        if cleaned.get("channel") == CALLED and not any(cleaned.get(name) for name in known):
            self.add_error("who", _("Whom did you call? A name or a number is enough."))
        conversation, person = cleaned.get("conversation"), cleaned.get("person")
        if conversation and (person is None or conversation.person_id != person.pk):
            cleaned["conversation"] = None
        return cleaned

    def entry(self) -> Entry:
        """What was typed, as the domain takes it; files are added by whoever has them."""
        typed = self.cleaned_data
        is_ours = typed["channel"] == CALLED
        channel = Channel.PHONE if is_ours else Channel(typed["channel"])
        is_anonymous = typed["anonymous"] and not is_ours
        who, phone, email = typed["who"].strip(), typed["phone"], typed["email"]
        # A number or an address typed where the name goes.
        if not phone and not any(map(str.isalpha, who)) and any(map(str.isdecimal, who)):
            who, phone = "", who
        elif not email and "@" in who and " " not in who:
            who, email = "", who
        subject = str(SUBJECTS[channel])
        if typed["topic"]:
            subject = f"{subject}: {typed['topic'].name}"
        return Entry(
            channel=channel,
            text=typed["text"],
            happened_at=typed["happened_at"],
            person=None if is_anonymous else typed["person"],
            is_new_person=typed["new"] and not is_anonymous,
            is_anonymous=is_anonymous,
            name=who,
            phone=full_number(phone) if phone else "",
            email=email,
            address=typed["address"],
            language=typed["language"],
            topic=typed["topic"],
            conversation=None if is_anonymous else typed["conversation"],
            subject=subject,
            # A call of ours leaves nothing to answer, only to keep what was promised.
            needs_answer=is_ours or typed["outcome"] != DONE,
            answer=typed["answer"],
            is_ours=is_ours,
        )


def typed_of(entry: Entry) -> dict[str, str]:
    """An entry as it would have been typed, to be mended."""
    return {
        "channel": CALLED if entry.is_ours else str(entry.channel),
        "who": entry.name,
        "anonymous": "on" if entry.is_anonymous else "",
        "phone": entry.phone,
        "email": entry.email,
        "address": entry.address,
        "happened_at": timezone.localtime(entry.happened_at).strftime(MOMENT),
        "language": entry.language,
        "topic": str(entry.topic.pk) if entry.topic else "",
        "conversation": str(entry.conversation.pk) if entry.conversation else "",
        "text": entry.text,
        "outcome": NEEDS_ANSWER if entry.needs_answer else DONE,
        "answer": entry.answer,
    }


class LineForm(EntryForm):
    """One line of a sheet: fewer fields, a time instead of a moment."""

    channel = forms.ChoiceField(choices=CHANNELS, required=False)
    day = forms.DateField(required=False)
    time = forms.TimeField(required=False)
    needs = forms.BooleanField(required=False)
    reach = forms.CharField(max_length=320, required=False)

    def clean(self) -> dict[str, Any]:
        """What the paper has in one column, taken apart."""
        cleaned = super().clean()
        cleaned["channel"] = cleaned.get("channel") or Channel.PHONE
        cleaned["outcome"] = NEEDS_ANSWER if cleaned.get("needs") else DONE
        reach = (cleaned.get("reach") or "").strip()
        cleaned["email" if "@" in reach else "phone"] = reach
        day, at = cleaned.get("day"), cleaned.get("time")
        if day:
            noon = datetime.min.replace(hour=12).time()
            naive = datetime.combine(day, at or noon)
            moment = timezone.make_aware(naive)
            cleaned["happened_at"] = min(moment, timezone.now())
        return cleaned


class PrintForm(forms.Form):
    """Which sheets, and how many."""

    kind = forms.ChoiceField(choices=[("logbook", ""), ("form", "")])
    count = forms.IntegerField(min_value=1, max_value=200, initial=5)
    language = forms.ChoiceField(required=False)
    large = forms.BooleanField(required=False)
    person = forms.ModelChoiceField(Person.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages()
        self.fields["person"].queryset = Person.objects.current()

    def clean_language(self) -> str:
        """Of whom no language is known, the office's own is used."""
        return self.cleaned_data["language"] or profile().default_language

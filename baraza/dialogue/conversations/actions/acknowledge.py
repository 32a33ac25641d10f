"""Say at once that a letter arrived, in the writer's language, and never start a loop (F4).

Three brakes: machines were set aside before this; what we send by itself says so; and one address
is acknowledged once an hour and three times a day at most.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from baraza.base.channels.actions.outbox import Outgoing, put_in_outbox
from baraza.base.channels.models import Channel, OutgoingItem, OutgoingKind
from baraza.base.office.models import Profile
from baraza.dialogue.conversations.actions.filing import Filed
from baraza.dialogue.conversations.models import ThreadMark
from baraza.dialogue.conversations.turnaround import is_behind
from baraza.dialogue.letters.merging import merge, unfilled
from baraza.dialogue.letters.queries import acknowledgements

A_DAY = 3
# Writers who expect a note: whoever telephones or visits was spoken to.
CHANNELS = (Channel.EMAIL, Channel.FORM)


def acknowledge(*, filed: Iterable[Filed], office: Profile, now: datetime) -> None:
    """Acknowledge letters that began a conversation, where the writer may expect it."""
    if not office.acknowledges or not office.email:
        return
    expecting = [one for one in filed if _expects(one)]
    if not expecting:
        return
    recent = list(
        OutgoingItem.objects.filter(
            kind=OutgoingKind.ACKNOWLEDGEMENT,
            recipient__in={one.reading.author_address for one in expecting},
            made_at__gt=now - timedelta(days=1),
            # Notes about something else, an appointment say, carry a check of their own.
            guard="",
        ).values_list("recipient", "made_at")
    )
    within_hour = {address for address, made_at in recent if made_at > now - timedelta(hours=1)}
    within_day = Counter(address for address, _ in recent)
    own_words = acknowledgements()
    is_slow = is_behind(office=office)
    letters = []
    for one in expecting:
        address = one.reading.author_address
        if address in within_hour or within_day[address] >= A_DAY:
            continue
        within_hour.add(address)
        language, subject, text = _words(one.reading.language, office, own_words)
        if is_slow:
            text = _before_the_end(text, _delay(language, office))
        if one.reading.code:
            text = _before_the_end(text, _about_code(language, one.reading.code))
        fields = _fields(one.reading.author_name, office)
        letters.append(
            Outgoing(
                kind=OutgoingKind.ACKNOWLEDGEMENT,
                recipient=address,
                recipient_name=one.reading.author_name if one.sender.person else "",
                subject=_filled(subject, fields),
                text=_filled(text, fields),
                language=language,
                conversation_id=one.conversation.pk,
                in_reply_to=one.reading.message_id,
                references=(one.reading.message_id,) if one.reading.message_id else (),
                circle_id=one.conversation.circle_id,
            )
        )
    if not letters:
        return
    items = put_in_outbox(letters=letters, now=now)
    # Whoever answers the note all the same is heard in the conversation it was about.
    ThreadMark.objects.bulk_create(
        [
            ThreadMark(
                identifier=item.message_id, is_written=True, conversation_id=letter.conversation_id
            )
            for item, letter in zip(items, letters, strict=True)
        ]
    )


def as_it_leaves(*, office: Profile, language: str, name: str) -> tuple[str, str]:
    """Subject and text of the note as somebody of that name would get it, to be looked at."""
    _language, subject, text = _words(language, office, acknowledgements())
    fields = _fields(name, office)
    return _filled(subject, fields), _filled(text, fields)


def _fields(name: str, office: Profile) -> dict[str, str]:
    return {
        "full_name": name,
        "greeting": name,
        "first_name": name.split(" ")[0],
        "member": office.member_name or office.name,
        "office": office.name,
    }


def _filled(text: str, fields: Mapping[str, str]) -> str:
    """Nobody looks at it before it leaves: a field without a value is left out."""
    merged = merge(text, fields)
    for field in unfilled(merged):
        merged = merged.replace(field, "")
    return merged


def _expects(one: Filed) -> bool:
    reading = one.reading
    return (
        reading.raw.is_live
        and not reading.is_outgoing
        and reading.raw.channel in CHANNELS
        and not one.is_junk
        and not reading.wants_no_automatic_answer
        and bool(reading.author_address)
        and not reading.is_from_us
        # A forged sender must not be sent what they never asked for.
        and not reading.sender_warning
    )


def _words(language: str, office: Profile, own_words: dict) -> tuple[str, str, str]:
    """The office's own words in the writer's language, else ours, else in the office's language."""
    ours = dict(settings.LANGUAGES)
    for choice in (language, office.default_language, "en"):
        if choice in own_words:
            found = own_words[choice]
            return choice, found.subject or _subject(choice), found.body
        if choice in ours:
            with translation.override(choice):
                return choice, _subject(choice), _text()
    return "en", _subject("en"), _text()


def _delay(language: str, office: Profile) -> str:
    """That it will take longer, in the office's own words or ours."""
    if own := office.surge_words.get(language, "").strip():
        return own
    with translation.override(language):
        return gettext(
            "More letters than usual are reaching us just now, and it will take longer than we "
            "would like until you hear from us. We are sorry about that. Yours is not forgotten."
        )


def _about_code(language: str, code: str) -> str:
    """What somebody who asked for help on the website needs to ask how it stands."""
    with translation.override(language):
        return gettext(
            "Your code is %(code)s. With it you can see on our website, under Help, how your case "
            "stands, and write to us again. Please keep it, and give it to nobody else."
        ) % {"code": code}


def _before_the_end(text: str, paragraph: str) -> str:
    """Before the last paragraph, which is who writes."""
    before, _, last = text.strip().rpartition("\n\n")
    return "\n\n".join(part for part in (before, paragraph, last) if part)


def _subject(language: str) -> str:
    with translation.override(language):
        return gettext("We have received your letter")


def _text() -> str:
    return gettext(
        "Thank you for writing to [member].\n\n"
        "Your letter has arrived and a person will read it. We answer letters in the order they "
        "come in, the urgent ones first. You need not write again.\n\n"
        "This note was sent by itself, so please do not answer it; if you want to add something, "
        "answer your own letter.\n\n"
        "[office]"
    )

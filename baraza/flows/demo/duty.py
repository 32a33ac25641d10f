"""Who answers what in a demonstration office, and by when."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.utils import timezone

from baraza.base.accounts.models import Role, User
from baraza.base.agenda.actions import set_specialisms
from baraza.base.agenda.models import Topic
from baraza.base.office.actions import add_holidays, update_profile
from baraza.dialogue.conversations.actions.assigning import assign
from baraza.dialogue.conversations.actions.duty import give_out
from baraza.dialogue.conversations.actions.office_rules import add_rule, set_target
from baraza.dialogue.conversations.models import Conversation, ConversationState
from baraza.flows.demo.content import OfficeContent

ANSWERING = (Role.CASEWORKER, Role.CORRESPONDENCE)
# In working days, where it is not the usual fortnight.
SOONER = {"health": 5, "safety": 3, "water": 7}
NEW_YEAR = {"en": "New Year’s Day", "fr": "Jour de l’An"}
# So many of the newest nobody has looked at, and so many are whoever tries the product's own.
FRESH = 4
OWN = 6


def set_up_duty(content: OfficeContent, topics: dict[str, Topic]) -> None:
    """Targets, who knows what, one rule, and the next holiday."""
    for key, days in SOONER.items():
        if key in topics:
            set_target(working_days=days, topic=topics[key])
    set_target(working_days=5, channel="form")
    set_target(working_days=10)
    answering = [one for one in content.staff if one.role in ANSWERING] or content.staff
    people = User.objects.in_bulk([one.email for one in answering], field_name="email")
    knows = defaultdict(list)
    for number, topic in enumerate(topics.values()):
        knows[answering[number % len(answering)].email].append(topic)
    for email, known in knows.items():
        set_specialisms(user=people[email], topics=known)
    reader = next((one for one in answering if "ar" in one.languages), None)
    if reader:
        add_rule(language="ar", user=people[reader.email])
    new_year = timezone.localdate().replace(month=1, day=1)
    name = NEW_YEAR.get(content.languages[0], NEW_YEAR["en"])
    add_holidays(days={new_year.replace(year=new_year.year + 1): name})


def give_work(*, by_email: str, now: datetime) -> None:
    """Every letter that waits is somebody's, but for the newest; a few were given by a colleague
    to whoever tries the product."""
    waiting = Conversation.objects.filter(
        state=ConversationState.TO_ANSWER, due_date__isnull=False
    ).order_by("-last_message_at")
    numbers = list(waiting.values_list("pk", flat=True))
    own = numbers[FRESH :: max(len(numbers) // OWN, 1)][:OWN]
    tester = User.objects.get(email=by_email)
    colleague = User.objects.filter(roles__overlap=[str(role) for role in ANSWERING]).first()
    if own and colleague:
        assign(conversations=own, to=tester, by=colleague, now=now - timedelta(hours=1))
    update_profile(assigns_by_itself=True)
    fresh = set(numbers[:FRESH])
    give_out(now=now, only=[number for number in numbers if number not in fresh])

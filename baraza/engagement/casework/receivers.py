from django.dispatch import receiver

from baraza.base.agenda.models import Topic
from baraza.base.agenda.signals import topic_merged
from baraza.base.channels.rules import register_guard_of_many
from baraza.base.people.references import Reference, declare, declare_to_organisations
from baraza.dialogue.audiences.models import Mailing
from baraza.dialogue.audiences.signals import mailing_stopped
from baraza.engagement.casework.actions.programmes import forget_untold
from baraza.engagement.casework.models import Case, CaseKind
from baraza.engagement.casework.rules import AUTHORISED, may_leave

register_guard_of_many(AUTHORISED, may_leave)
declare(
    Reference("casework.Case", "person"),
    Reference("casework.Case", "asked_by"),
    Reference("casework.Intake", "person"),
    Reference("casework.Authorisation", "person"),
    Reference("casework.ProgrammeNotice", "person"),
)
declare_to_organisations(
    Reference("casework.Case", "organisation"),
    Reference("casework.Inquiry", "organisation"),
    Reference("casework.Decision", "organisation"),
    Reference("casework.AuthorisedAgency", "organisation"),
    Reference("casework.Agency", "organisation"),
    Reference("casework.Programme", "organisation"),
    Reference("casework.Pattern", "organisation"),
    Reference("casework.PatternSuggestion", "organisation"),
)


@receiver(topic_merged)
def move_topic(*, merged: Topic, kept: Topic, **_: object) -> None:
    Case.objects.filter(topic=merged).update(topic=kept)
    CaseKind.objects.filter(topic=merged).update(topic=kept)


@receiver(mailing_stopped)
def tell_again_later(*, mailing: Mailing, **_: object) -> None:
    forget_untold(mailing=mailing)

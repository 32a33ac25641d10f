"""How a demonstration office sounds, and one answer that waits for approval."""

from datetime import datetime, timedelta

from baraza.base.accounts.models import Role, User
from baraza.base.agenda.models import Topic
from baraza.dialogue.conversations.actions.answering import Words
from baraza.dialogue.conversations.actions.approving import ask
from baraza.dialogue.conversations.models import Conversation, ConversationState
from baraza.dialogue.letters.actions import write_signature, write_talking_points
from baraza.flows.demo.content import OfficeContent

SIGNATURES = {
    "en": "Yours sincerely,\n\n[staff_name]\n[office]",
    "fr": "Bien cordialement,\n\n[staff_name]\n[office]",
    "es": "Un saludo cordial,\n\n[staff_name]\n[office]",
    "ar": "مع خالص التحية،\n\n[staff_name]\n[office]",
    "sw": "Wako mwaminifu,\n\n[staff_name]\n[office]",
}
POINTS = {
    "en": (
        "Every household within 30 minutes' walk of safe water: this is what we ask of the agency "
        "each quarter.\nThe agency repairs; this office asks, reminds and reports. We promise no "
        "dates that are not the agency's.\nWhoever has no water today calls the agency's free "
        "line first; we follow up within five working days."
    ),
    "fr": (
        "De l'eau potable à moins de 30 minutes à pied de chaque foyer : c'est ce que nous "
        "demandons à l'agence chaque trimestre.\nL'agence répare ; ce bureau demande, relance et "
        "rend compte. Nous ne promettons aucune date qui ne vienne de l'agence.\nQui n'a pas "
        "d'eau aujourd'hui appelle d'abord le numéro gratuit de l'agence ; nous relançons sous "
        "cinq jours ouvrés."
    ),
}
ASKED = {
    "en": (
        "Good day,\n\nthank you for writing to us. We have read your letter today and asked those "
        "responsible for an answer by the end of next week. We write again as soon as we have it."
    ),
    "fr": (
        "Bonjour,\n\nmerci de nous avoir écrit. Nous avons lu votre lettre aujourd'hui et demandé "
        "une réponse aux responsables d'ici la fin de la semaine prochaine. Nous vous récrirons "
        "dès que nous l'aurons."
    ),
}


def find_the_voice(content: OfficeContent, topics: dict[str, Topic], now: datetime) -> None:
    """Signatures in each language, talking points on one topic, and a text to approve."""
    for language in content.languages:
        if language in SIGNATURES:
            write_signature(role="", language=language, text=SIGNATURES[language])
    language = content.languages[0]
    if language not in ASKED:
        return
    if "water" in topics:
        write_talking_points(topic=topics["water"], text=POINTS[language], now=now)
    author = User.objects.filter(roles__contains=[str(Role.CORRESPONDENCE)]).order_by("pk").first()
    waiting = Conversation.objects.filter(
        state=ConversationState.TO_ANSWER, language=language, channel="email", person__isnull=False
    ).order_by("last_message_at")
    if author and (oldest := waiting.first()):
        words = Words(text=ASKED[language], signature=author.name)
        ask(conversation=oldest, author=author, words=words, now=now - timedelta(hours=2))

"""When two records become one: whoever took consent back after giving it does not agree."""

from baraza.base.people.models import Consent, Person


def settle_consents(*, kept: Person, merged: Person) -> dict[str, str]:
    """End consents that the other record withdrew later; returns which, and since when.

    Must run before the merged person's consents move: those that still stand and that the kept
    person gave as well stay behind, unseen.
    """
    rows = list(Consent.objects.select_for_update().filter(person__in=[kept, merged]))
    ended = {}
    for consent in rows:
        if consent.withdrawn_at is not None:
            continue
        later = [
            other.withdrawn_at
            for other in rows
            if other.purpose == consent.purpose
            and other.person_id != consent.person_id
            and other.withdrawn_at is not None
            and other.withdrawn_at > consent.given_at
        ]
        if later:
            consent.withdrawn_at = max(later)
            consent.save(update_fields=["withdrawn_at"])
            ended[str(consent.pk)] = consent.withdrawn_at.isoformat()
    return ended


def put_back_consents(ended: dict[str, str]) -> None:
    """Consents that only the merge ended stand again."""
    rows = Consent.objects.select_for_update().in_bulk([int(pk) for pk in ended])
    for consent in rows.values():
        if consent.withdrawn_at is None:
            continue
        given_anew = Consent.objects.filter(
            person=consent.person_id, purpose=consent.purpose, withdrawn_at__isnull=True
        )
        if consent.withdrawn_at.isoformat() == ended[str(consent.pk)] and not given_anew.exists():
            consent.withdrawn_at = None
            consent.save(update_fields=["withdrawn_at"])

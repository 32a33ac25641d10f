"""The keys that letters are signed with: made, put to use once DNS has them, replaced."""

from datetime import datetime

from django.db import transaction

from baraza.base.audit.actions import record
from baraza.base.channels.email.dkim_check import Resolver, txt_record
from baraza.base.channels.email.signing import new_private_key
from baraza.base.channels.models import SigningKey
from baraza.base.channels.signatures import signer_of


@transaction.atomic
def make_signing_key(*, domain: str, now: datetime) -> SigningKey:
    """A new key for the domain. Letters are signed with it once its record stands in DNS; until
    then an older one goes on.
    """
    selector = f"baraza{now:%Y%m%d}"
    taken = SigningKey.objects.filter(domain=domain, selector__startswith=selector).count()
    key = SigningKey.objects.create(
        domain=domain,
        selector=f"{selector}-{taken + 1}" if taken else selector,
        private_key=new_private_key(),
        made_at=now,
    )
    record(actor=None, act="signing_key_made", obj=key, now=now)
    return key


def begin_signing(*, key: SigningKey, now: datetime, resolver: Resolver = txt_record) -> bool:
    """Sign with the key from now on, if DNS has its record; whether it does.

    Raises what the resolver raises.
    """
    if not signer_of(key).is_published(resolver=resolver):
        return False
    with transaction.atomic():
        if SigningKey.objects.filter(pk=key.pk, signs_since=None).update(signs_since=now):
            record(actor=None, act="signing_begun", obj=key, now=now)
    return True

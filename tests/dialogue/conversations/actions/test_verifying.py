from datetime import datetime

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from procrastinate.contrib.django.models import ProcrastinateJob

from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions.verifying import WAKE_UP, verify_sender
from baraza.dialogue.conversations.models import Message
from tests.letters import bring, letter

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(content: bytes, key: rsa.RSAPrivateKey) -> bytes:
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    return dkim.sign(content, b"s1", b"post.example", pem) + content


def record(key: rsa.RSAPrivateKey) -> bytes:
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    body = b"".join(public.splitlines()[1:-1])
    return b"v=DKIM1; k=rsa; p=" + body


def verify(key: rsa.RSAPrivateKey) -> str:
    message = Message.objects.get()
    verify_sender(raw_id=message.raw_item_id, resolver=lambda name: record(key))
    message.refresh_from_db()
    return message.sender_warning


def test_a_changed_letter_is_marked(office: Office, now: datetime, key: rsa.RSAPrivateKey):
    content = signed(letter(), key).replace(b"dry since March", b"dry since April")
    bring(content, now=now, is_live=True)

    assert "signature" in verify(key)


def test_a_letter_as_it_was_signed_is_not_marked(
    office: Office, now: datetime, key: rsa.RSAPrivateKey
):
    bring(signed(letter(), key), now=now, is_live=True)

    assert verify(key) == ""


def test_only_live_letters_without_a_verdict_of_our_own_server_are_checked(
    office: Office, now: datetime
):
    checks = ProcrastinateJob.objects.filter(task_name=WAKE_UP)
    bring(letter(), now=now)
    assert checks.count() == 0

    bring(letter(message_id="<live@post.example>"), now=now, is_live=True)
    assert checks.count() == 1

    update_profile(trusted_servers=["mx.highlands.example"])
    bring(letter(message_id="<more@post.example>"), now=now, is_live=True)
    assert checks.count() == 1

"""Signing in, and everything that must not let anybody in (requirement P1)."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings as project
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baraza.base.accounts.models import StaffSession, User
from baraza.base.channels.models import OutgoingItem
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from tests.staff import PASSWORD, code, member_of_staff, sign_in

LOGIN = "/accounts/login/"
NEW = "four-slow-blue-boats"


@pytest.fixture(autouse=True)
def screens(settings: object, office: Office) -> Iterator[None]:
    settings.STORAGES = {
        **project.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.EMAIL_BACKEND = "baraza.base.channels.email.backend.OutboxBackend"
    yield
    cache.clear()


@pytest.fixture
def amina(office: Office) -> User:
    return member_of_staff(email="amina@highlands.example", name="Amina Yusuf")


def browser() -> Client:
    return Client(headers={"host": "highlands.localhost"})


def set_up_app(client: Client) -> tuple[str, str]:
    """Its secret, and the code that was shown when it was set up."""
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    given = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    answer = client.post(reverse("mfa_activate_totp"), {"code": given})
    assert answer.status_code == 302
    return secret, given


def is_inside(client: Client) -> bool:
    return client.get("/desk/inbox/").status_code == 200


def test_address_password_and_code_open_the_desk(amina: User) -> None:
    client = browser()
    assert not is_inside(client)
    assert sign_in(client, amina)["Location"] == "/desk/"
    assert is_inside(client)


def test_a_password_alone_is_not_enough(amina: User) -> None:
    client = browser()
    answer = client.post(LOGIN, {"login": amina.email, "password": PASSWORD})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_inside(client)


def test_a_code_works_once(amina: User) -> None:
    with time_machine.travel(1_790_000_010, tick=False):
        given = code(at=time.time())
        assert sign_in(browser(), amina, given=given).status_code == 302
        second = browser()
        assert sign_in(second, amina, given=given).status_code == 200
        assert not is_inside(second)


def test_a_code_does_not_work_again_while_the_next_one_is_shown(amina: User) -> None:
    with time_machine.travel(1_790_000_010, tick=False) as clock:
        given = code(at=time.time())
        assert sign_in(browser(), amina, given=given).status_code == 302
        clock.shift(31)
        second = browser()
        assert sign_in(second, amina, given=given).status_code == 200
        assert not is_inside(second)


def test_the_code_that_set_the_app_up_does_not_sign_in(office: Office) -> None:
    user = member_of_staff(email="new@highlands.example", name="New", has_factor=False)
    client = browser()
    sign_in(client, user)
    _secret, given = set_up_app(client)
    second = browser()
    assert sign_in(second, user, given=given).status_code == 200
    assert not is_inside(second)


def test_a_secret_is_not_readable_in_the_database(office: Office) -> None:
    user = member_of_staff(email="new@highlands.example", name="New", has_factor=False)
    client = browser()
    sign_in(client, user)
    secret, _given = set_up_app(client)
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert secret not in str(kept.data)


def test_without_a_second_factor_nothing_but_setting_one_up_is_open(office: Office) -> None:
    user = member_of_staff(email="new@highlands.example", name="New", has_factor=False)
    client = browser()
    sign_in(client, user)
    for address in ("/desk/inbox/", "/desk/staff/", "/desk/staff/me/", "/accounts/email/"):
        assert client.get(address)["Location"] == reverse("mfa_index"), address
    part = client.get("/desk/inbox/", headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert client.get("/").status_code == 200


def test_a_demonstration_may_postpone_the_second_factor(office: Office) -> None:
    Office.objects.filter(pk=office.pk).update(is_demo=True)
    user = member_of_staff(email="new@highlands.example", name="New", has_factor=False)
    client = browser()
    sign_in(client, user)
    assert is_inside(client)


def test_a_security_key_alone_is_a_second_factor(office: Office) -> None:
    user = member_of_staff(email="new@highlands.example", name="New", has_factor=False)
    client = browser()
    sign_in(client, user)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
    )
    assert is_inside(client)


def test_recovery_codes_alone_are_no_second_factor(office: Office) -> None:
    user = member_of_staff(email="new@highlands.example", name="New", has_factor=False)
    client = browser()
    sign_in(client, user)
    Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.RECOVERY_CODES,
        data={"seed": "x", "used_mask": 0},
    )
    assert not is_inside(client)


def words_and_work(
    monkeypatch: pytest.MonkeyPatch, email: str, password: str
) -> tuple[int, str, int]:
    """Status, words without what differs by itself, and how many passwords were hashed."""
    hashed = []
    original = PBKDF2PasswordHasher.encode

    def counting(self: object, *args: object, **kwargs: object) -> str:
        hashed.append(1)
        return original(self, *args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(PBKDF2PasswordHasher, "encode", counting)
        answer = browser().post(LOGIN, {"login": email, "password": password})
    words = answer.content.decode().replace(email, "")
    return answer.status_code, re.sub(r'value="[^"]*"', "", words), len(hashed)


def test_nobody_learns_who_works_here_by_trying_to_sign_in(
    amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = member_of_staff(email="gone@highlands.example", name="Gone")
    gone.is_active = False
    gone.set_unusable_password()
    gone.save()
    invited = User.objects.create_user(email="invited@highlands.example", name="Invited")
    tried = {
        words_and_work(monkeypatch, email, "a-wrong-password")
        for email in (amina.email, "nobody@highlands.example", gone.email, invited.email)
    }
    assert len(tried) == 1


def test_asking_for_a_new_password_is_the_same_for_everybody(
    amina: User, run_jobs: Callable[[], int]
) -> None:
    answers = []
    queries = []
    for email in (amina.email, "nobody@highlands.example"):
        client = browser()
        answer = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        answers.append((answer.redirect_chain, re.sub(r'value="[^"]*"', "", str(answer.content))))
        queries.append(OutgoingItem.objects.count())
    assert answers[0] == answers[1]
    # Nothing is looked up or written for one and not for the other before the job runs.
    assert queries == [0, 0]
    run_jobs()
    assert list(OutgoingItem.objects.values_list("recipient", flat=True)) == [amina.email]


def test_asking_again_and_again_fills_nobodys_mailbox(
    amina: User, run_jobs: Callable[[], int]
) -> None:
    for _ in range(3):
        browser().post(reverse("account_reset_password"), {"email": amina.email})
        run_jobs()
    assert OutgoingItem.objects.count() == 1


def test_after_five_wrong_passwords_the_right_one_waits_too(amina: User) -> None:
    for _ in range(5):
        browser().post(LOGIN, {"login": amina.email, "password": "wrong-wrong-wrong"})
    answer = browser().post(LOGIN, {"login": amina.email, "password": PASSWORD})
    assert answer.status_code == 200
    assert "Too many attempts" in answer.content.decode()


def test_wrong_codes_are_limited_too(amina: User) -> None:
    client = browser()
    client.post(LOGIN, {"login": amina.email, "password": PASSWORD})
    for number in range(5):
        client.post(reverse("mfa_authenticate"), {"code": f"00000{number}"})
    client.post(reverse("mfa_authenticate"), {"code": code(at=time.time())})
    assert not is_inside(client)


def test_attempts_are_counted_where_every_web_process_sees_them(
    settings: object, office: Office
) -> None:
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    cache.set("seen", "by all", 60)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM accounts_cache WHERE cache_key LIKE %s",
            [f"{office.schema_name}:%seen"],
        )
        assert cursor.fetchone() == (1,)


def test_one_offices_cache_is_not_the_others(two_offices: tuple[Office, Office]) -> None:
    with within(two_offices[0]):
        cache.set("whose", "first", 60)
    with within(two_offices[1]):
        assert cache.get("whose") is None


def test_a_session_ended_elsewhere_is_over_at_once(amina: User) -> None:
    client = browser()
    sign_in(client, amina)
    StaffSession.objects.filter(user=amina).update(ended_at=timezone.now())
    assert client.get("/desk/inbox/")["Location"].startswith(LOGIN)
    assert client.get("/desk/inbox/", headers={"HX-Request": "true"}).status_code in {401, 302}


def test_a_part_of_a_page_after_the_session_ended_is_401(amina: User) -> None:
    client = browser()
    sign_in(client, amina)
    StaffSession.objects.filter(user=amina).update(ended_at=timezone.now())
    assert client.get("/desk/inbox/", headers={"HX-Request": "true"}).status_code == 401


def test_a_new_password_signs_every_other_browser_out(amina: User) -> None:
    here, there = browser(), browser()
    with time_machine.travel(timezone.now(), tick=True) as clock:
        sign_in(here, amina)
        clock.shift(timedelta(minutes=2))
        sign_in(there, amina)
        answer = here.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
        )
        assert answer.status_code == 302, answer.content.decode()
        assert is_inside(here)
        assert not is_inside(there)


def test_a_new_second_factor_signs_every_other_browser_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The test itself is a transaction that is never committed.
    monkeypatch.setattr(transaction, "on_commit", lambda act, **_: act())
    Office.objects.filter(pk=office.pk).update(is_demo=True)
    user = member_of_staff(email="new@highlands.example", name="New", has_factor=False)
    here, there = browser(), browser()
    sign_in(here, user)
    sign_in(there, user)
    assert is_inside(there)
    set_up_app(here)
    assert is_inside(here)
    assert not is_inside(there)


def test_a_new_address_is_confirmed_there_and_told_to_the_old_one(amina: User) -> None:
    client = browser()
    sign_in(client, amina)
    client.post(reverse("account_email"), {"email": "a.yusuf@highlands.example", "action_add": ""})
    amina.refresh_from_db()
    assert amina.email == "amina@highlands.example"
    [mail] = OutgoingItem.objects.filter(recipient="a.yusuf@highlands.example")
    link = re.search(r"http://highlands.localhost(/accounts/confirm-email/\S+)", mail.text)[1]
    assert browser().get(link).status_code == 200
    browser().post(link)
    amina.refresh_from_db()
    assert amina.email == "a.yusuf@highlands.example"
    told = OutgoingItem.objects.filter(recipient="amina@highlands.example")
    assert "a.yusuf@highlands.example" in "".join(told.values_list("text", flat=True))
    assert not is_inside(client)


def test_signing_out_takes_the_browser_off_the_list(amina: User) -> None:
    client = browser()
    sign_in(client, amina)
    client.post("/accounts/logout/")
    assert not StaffSession.objects.filter(user=amina, ended_at__isnull=True).exists()


def test_nobody_signs_up(office: Office) -> None:
    assert browser().get("/accounts/signup/").status_code == 404


def test_the_sign_in_page_runs_no_script_of_its_own(office: Office) -> None:
    words = browser().get(LOGIN).content.decode()
    assert not re.findall(r"<script(?![^>]*(?:src=|type=.application/json))", words)
    assert 'name="login"' in words


def test_a_second_factor_that_was_tampered_with_opens_nothing_and_says_so(amina: User) -> None:
    Authenticator.objects.filter(user=amina).update(data={"secret": "gAAAAAtampered"})
    client = browser()
    answer = sign_in(client, amina)
    assert answer.status_code == 200
    assert "cannot be read" in answer.content.decode()
    assert not is_inside(client)


def test_whoever_may_no_longer_sign_in_is_told_nothing(amina: User) -> None:
    User.objects.filter(pk=amina.pk).update(is_active=False)
    answer = browser().post(LOGIN, {"login": amina.email, "password": PASSWORD})
    assert answer["Location"] == LOGIN

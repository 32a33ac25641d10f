"""Machines' mail, and the persons' letters that must not be taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.channels.email.machine import (
    is_from_us,
    machine_verdict,
    signs,
    wants_no_automatic_answer,
)
from baraza.base.channels.email.parse import UnreadableMail, parse_letter

OURS = frozenset({"office@mp-otieno.example"})
PERSON = (
    ("From", "Wanjiru Kamau <wanjiru@post.example>"),
    ("To", "office@mp-otieno.example"),
    ("Subject", "The borehole in Kasipul"),
    ("Message-ID", "<one@post.example>"),
    ("Content-Type", "text/plain; charset=utf-8"),
)


def letter_bytes(*headers: tuple[str, str], body: str = "Good morning,\nthe pump is broken.\n"):
    """A letter with `headers` in place of, or besides, those of an ordinary person's."""
    given_names = {name.lower() for name, _ in headers}
    kept = [pair for pair in PERSON if pair[0].lower() not in given_names]
    head = "".join(f"{name}: {value}\n" for name, value in [*headers, *kept])
    return (head + "\n" + body).encode()


def verdict_of(raw: bytes):
    return machine_verdict(parse_letter(raw), raw, own_addresses=OURS)


def report(
    *, kind: str, machine_part: str, sender: str = "MAILER-DAEMON@mx.example", text: str = ""
):
    """A multipart/report (RFC 6522) with the headers of our letter behind it."""
    body = (
        f"--b\nContent-Type: text/plain\n\n{text or 'A report.'}\n\n"
        f"--b\n{machine_part}\n"
        "--b\nContent-Type: text/rfc822-headers\n\n"
        "From: office@mp-otieno.example\nTo: Amina <amina@post.example>\n"
        "Message-ID: <ours@mp-otieno.example>\nSubject: Your letter\n\n--b--\n"
    )
    return letter_bytes(
        ("From", sender),
        ("Subject", "Delivery Status Notification"),
        ("Content-Type", f'multipart/report; report-type={kind}; boundary="b"'),
        body=body,
    )


def delivery_report(*recipients: tuple[str, str, str, str]) -> bytes:
    """One group of RFC 3464 fields for each (address, action, status, diagnostic)."""
    groups = "\n".join(
        f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {diagnostic}\n"
        for address, action, status, diagnostic in recipients
    )
    return report(
        kind="delivery-status",
        machine_part=f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n{groups}",
    )


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("List-Unsubscribe", "<https://campaign.example/u/1>"),),
        (("List-Unsubscribe", "<mailto:u@campaign.example>"), ("Feedback-ID", "1:campaign")),
        (("X-Auto-Response-Suppress", "All"),),
        (("Auto-Submitted", "no"),),
        (("Precedence", "normal"),),
        (("From", "Parish clerk <postmaster@parish.example>"),),
        (("From", "noreply@campaign.example"), ("Reply-To", "wanjiru@post.example")),
        (("Subject", "Re: Automatic reply: Your letter"), ("In-Reply-To", "<a@b.example>")),
        (("Subject", "Out of office again? I have called four times"),),
        (("Subject", "Undeliverable promises"),),
        (("Subject", "Fwd: Delivery Status Notification (Failure)"),),
        (("Subject", "Delivery failed: the seed you promised never came"),),
        (("Return-Path", "<wanjiru@post.example>"),),
    ],
)
def test_a_person_stays_a_person(headers):
    assert verdict_of(letter_bytes(*headers)) is None


def test_words_in_the_letter_decide_nothing():
    body = (
        "This is an automatically generated message, said the water company. Undeliverable!\n"
        "Final-Recipient: rfc822; amina@post.example\nAction: failed\nStatus: 5.1.1\n"
        "List-Id: <seeds.example>\nAuto-Submitted: auto-replied\n"
    )
    assert verdict_of(letter_bytes(body=body)) is None


def test_a_bounce_sent_on_by_a_person_is_the_persons_letter():
    inner = delivery_report(("amina@post.example", "failed", "5.1.1", "550 no such user"))
    body = (
        "--o\nContent-Type: text/plain\n\nWhat does this mean?\n"
        "--o\nContent-Type: message/rfc822\n\n" + inner.decode() + "\n--o--\n"
    )
    raw = letter_bytes(
        ("Subject", "Fwd: Delivery Status Notification"),
        ("Content-Type", 'multipart/mixed; boundary="o"'),
        body=body,
    )
    assert verdict_of(raw) is None


@pytest.mark.parametrize(
    ("status", "diagnostic", "permanent"),
    [
        ("5.1.1", "550 5.1.1 User unknown", True),
        ("5.2.2", "552 5.2.2 Mailbox full", False),
        ("5.0.0", "554 transaction failed", None),
    ],
)
def test_a_failed_delivery_tells_whether_the_address_is_dead(status, diagnostic, permanent):
    verdict = verdict_of(delivery_report(("Amina@post.example", "failed", status, diagnostic)))
    assert (verdict.kind, verdict.permanent) == ("bounce", permanent)
    assert verdict.recipients == ["amina@post.example"]
    assert verdict.original_message_ids == ["ours@mp-otieno.example"]


def test_a_delay_is_not_the_end_of_an_address():
    verdict = verdict_of(delivery_report(("amina@post.example", "delayed", "4.4.1", "timed out")))
    assert (verdict.kind, verdict.permanent) == ("bounce", False)


def test_one_dead_address_kills_no_other():
    verdict = verdict_of(
        delivery_report(
            ("amina@post.example", "failed", "5.1.1", "550 user unknown"),
            ("juma@post.example", "failed", "5.2.2", "552 mailbox full"),
        )
    )
    assert verdict.permanent is False
    assert verdict.recipients == ["amina@post.example", "juma@post.example"]


def test_a_receipt_of_delivery_is_no_bounce():
    verdict = verdict_of(delivery_report(("amina@post.example", "delivered", "2.1.5", "250 ok")))
    assert (verdict.kind, verdict.recipients) == ("auto_reply", [])


def test_our_own_address_is_never_reported_as_bouncing():
    verdict = verdict_of(
        delivery_report(
            ("office@mp-otieno.example", "failed", "5.1.1", "550 user unknown"),
            ("amina@post.example", "failed", "5.1.1", "550 user unknown"),
        )
    )
    assert verdict.recipients == ["amina@post.example"]


QMAIL = """Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<amina@post.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: <ours@mp-otieno.example>
From: office@mp-otieno.example
To: amina@post.example

Dear Amina
"""
DRAGONFLY = """This is the mail agent at mx.example.

There was an error delivering your mail to <amina@post.example>.

post.example did not like our RCPT TO:
452 4.2.2 Over quota

Message headers follow.

Message-Id: <ours@mp-otieno.example>
"""


@pytest.mark.parametrize(
    ("headers", "body", "permanent"),
    [
        ((("Return-Path", "<>"), ("Subject", "failure notice")), QMAIL, True),
        ((("From", "MAILER-DAEMON <>"), ("Subject", "Mail delivery failed")), DRAGONFLY, False),
        ((("From", "postmaster@mx.example"), ("Subject", "Undeliverable: Hello")), QMAIL, True),
        (
            (("X-Failed-Recipients", "amina@post.example"), ("From", "Mail <mta@mx.example>")),
            "A message that you sent could not be delivered: user unknown\n"
            "------ This is a copy of your message. ------\nMessage-ID: <ours@mp-otieno.example>\n",
            True,
        ),
    ],
)
def test_bounces_of_before_the_standard_are_read(headers, body, permanent):
    verdict = verdict_of(letter_bytes(*headers, body=body))
    assert (verdict.kind, verdict.permanent) == ("bounce", permanent)
    assert verdict.recipients == ["amina@post.example"]
    assert verdict.original_message_ids == ["ours@mp-otieno.example"]


def test_an_absence_notice_on_the_null_path_accuses_nobody():
    body = "I am on leave. Write to\njuma@post.example\ninstead.\n"
    verdict = verdict_of(letter_bytes(("Return-Path", "<>"), ("Subject", "On leave"), body=body))
    assert (verdict.kind, verdict.recipients) == ("auto_reply", [])


def feedback(kind: str, *fields: str) -> bytes:
    part = "\n".join(
        ["Content-Type: message/feedback-report", "", f"Feedback-Type: {kind}", *fields, ""]
    )
    return report(kind="feedback-report", machine_part=part, sender="fbl@provider.example")


def test_a_complaint_names_who_complained_and_of_what():
    verdict = verdict_of(feedback("abuse", "Original-Rcpt-To: <Amina@post.example>"))
    assert (verdict.kind, verdict.recipients) == ("report", ["amina@post.example"])
    assert verdict.original_message_ids == ["ours@mp-otieno.example"]


def test_a_complaint_without_an_address_takes_it_from_the_letter_complained_of():
    assert verdict_of(feedback("abuse")).recipients == ["amina@post.example"]


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure"])
def test_feedback_that_is_no_complaint_accuses_nobody(kind):
    verdict = verdict_of(feedback(kind, "Original-Rcpt-To: amina@post.example"))
    assert (verdict.kind, verdict.recipients) == ("report", [])


@pytest.mark.parametrize(
    "headers",
    [
        (("Subject", "Report Domain: mp-otieno.example Submitter: provider.example"),),
        (("Subject", "Ripoti"),),
    ],
)
def test_dmarc_statistics_are_a_report(headers):
    name = "provider.example!mp-otieno.example!1732000000!1732086400.xml.gz"
    body = (
        "--z\nContent-Type: text/plain\n\nStatistics.\n--z\nContent-Type: application/gzip\n"
        f'Content-Disposition: attachment; filename="{name}"\n\nx\n--z--\n'
    )
    raw = letter_bytes(*headers, ("Content-Type", 'multipart/mixed; boundary="z"'), body=body)
    verdict = verdict_of(raw)
    assert (verdict.kind, verdict.recipients) == ("report", [])


def test_a_read_receipt_is_an_automatic_answer_to_our_letter():
    part = (
        "Content-Type: message/disposition-notification\n\n"
        "Final-Recipient: rfc822; amina@post.example\n"
        "Original-Message-ID: <ours@mp-otieno.example>\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\n"
    )
    verdict = verdict_of(
        report(kind="disposition-notification", machine_part=part, sender="amina@post.example")
    )
    assert (verdict.kind, verdict.recipients) == ("auto_reply", [])
    assert verdict.original_message_ids[0] == "ours@mp-otieno.example"


@pytest.mark.parametrize(
    "headers",
    [
        (("Auto-Submitted", "auto-replied"),),
        (("Auto-Submitted", "auto-generated (rejected)"),),
        (("Auto-Submitted", 'auto-notified; owner-email="a@b.example"'),),
        (("X-Autoreply", "yes"),),
        (("X-Autorespond", ""),),
        (("Precedence", "auto_reply"),),
        (("Return-Path", "<>"),),
        (("Subject", "Automatic reply: Your letter"),),
        (("Subject", "Réponse automatique : votre lettre"),),
        (("Subject", "Respuesta automática: su carta"),),
        (("Subject", "رد تلقائي: رسالتكم"),),
        (("Subject", "Jibu la kiotomatiki: barua yako"),),
        (("Subject", "Out of the office until Monday"), ("X-Auto-Response-Suppress", "All")),
        (("Subject", "Niko likizo"), ("Precedence", "bulk")),
    ],
)
def test_automatic_answers_are_told(headers):
    raw = letter_bytes(*headers, ("In-Reply-To", "<ours@mp-otieno.example>"))
    verdict = verdict_of(raw)
    assert verdict.kind == "auto_reply"
    assert verdict.original_message_ids == ["ours@mp-otieno.example"]


@pytest.mark.parametrize(
    "headers",
    [
        (("List-Id", "<growers.example>"),),
        (("Precedence", "list"),),
        (("Precedence", "Bulk"),),
        (("List-Id", "<growers.example>"), ("Auto-Submitted", "auto-generated")),
    ],
)
def test_what_comes_through_a_list_is_list_mail(headers):
    assert verdict_of(letter_bytes(*headers)).kind == "list"


def test_every_reason_is_a_sentence():
    for headers in [("List-Id", "<g.example>")], [("Auto-Submitted", "auto-replied")]:
        reason = verdict_of(letter_bytes(*headers)).reason
        assert reason[0].isupper()
        assert reason.endswith(".")


@pytest.mark.parametrize(
    ("sender", "ours"),
    [
        ("office@mp-otieno.example", True),
        ("Office <OFFICE@MP-Otieno.example>", True),
        ("office+case17.sig@mp-otieno.example", True),
        ("office@post.example", False),
        ("other+office@mp-otieno.example", False),
        ("<>", False),
    ],
)
def test_our_own_letters_are_known_when_they_come_back(sender, ours):
    assert is_from_us(parse_letter(letter_bytes(("From", sender))), OURS) is ours


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((), False),
        ((("List-Unsubscribe", "<https://campaign.example/u>"),), False),
        ((("X-Auto-Response-Suppress", "DR, RN, NRN"),), False),
        ((("X-Auto-Response-Suppress", "OOF, AutoReply"),), True),
        ((("Precedence", "bulk"),), True),
        ((("Return-Path", "<>"),), True),
    ],
)
def test_who_asks_for_no_automatic_answer_is_heard(headers, expected):
    assert wants_no_automatic_answer(parse_letter(letter_bytes(*headers))) is expected


@given(st.binary(max_size=400))
def test_no_report_is_too_broken_to_judge(noise):
    raw = delivery_report(("amina@post.example", "failed", "5.1.1", "x")).replace(
        b"Reporting-MTA: dns; mx", noise
    )
    try:
        letter = parse_letter(raw)
    except UnreadableMail:
        return
    assert machine_verdict(letter, raw, own_addresses=OURS).kind == "bounce"


def test_a_huge_bounce_is_read_in_part(within_seconds):
    raw = letter_bytes(("From", "MAILER-DAEMON@mx.example"), body=QMAIL + "a@b.example\n" * 500_000)
    letter = parse_letter(raw)
    with within_seconds(3):
        verdict = machine_verdict(letter, raw, own_addresses=OURS)
    assert verdict.recipients == ["amina@post.example"]


def test_ordinary_letters_are_judged_quickly(within_seconds):
    raw = letter_bytes()
    letter = parse_letter(raw)
    # 20,000 a second is what is promised.
    with within_seconds(1):
        for _ in range(20_000):
            machine_verdict(letter, raw, own_addresses=OURS)


def test_real_list_mail_is_list_mail_and_its_letters_are_persons(shared_mail):
    letters = [(parse_letter(raw), raw) for raw in _ham(shared_mail)]
    assert len(letters) > 250
    assert {machine_verdict(each, raw, own_addresses=OURS).kind for each, raw in letters} == {
        "list"
    }
    for letter, raw in letters:
        for name in (*signs.LIST_HEADERS, "precedence"):
            letter.headers.pop(name, None)
        assert machine_verdict(letter, raw, own_addresses=OURS) is None


def _ham(shared_mail):
    return [path.read_bytes() for path in sorted((shared_mail / "ham").glob("*.eml"))]

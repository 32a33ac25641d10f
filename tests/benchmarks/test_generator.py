"""The benchmark's mail: the same bytes for the same seed, the promised mix, mail one can read."""

import email
import hashlib
import json
import tracemalloc
from collections import Counter
from itertools import islice

import pytest

from benchmarks.generator import GeneratedMail, generate, write_corpus
from benchmarks.generator.kinds import KINDS

# Changes whenever a byte of the default corpus does: figures from before are then not comparable.
DIGEST_OF_300 = "ee6c88e270ed5b15acf6b25de7f2ca16e333ddf36af573cfac2dcac03a7f140d"


@pytest.fixture(scope="module")
def mails() -> list[GeneratedMail]:
    return list(generate(600, 7))


def digest(count: int, seed: int) -> str:
    return hashlib.sha256(b"".join(mail.raw for mail in generate(count, seed))).hexdigest()


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert digest(300, 1963) == DIGEST_OF_300


def test_another_seed_gives_other_mail() -> None:
    assert digest(300, 1963) != digest(300, 1964)


def test_a_larger_corpus_begins_with_the_smaller_one() -> None:
    small = [mail.raw for mail in generate(150, 3)]
    assert [mail.raw for mail in islice(generate(400, 3), 150)] == small


def test_each_hundred_holds_the_promised_mix(mails: list[GeneratedMail]) -> None:
    promised = {kind: share for kind, (share, _) in KINDS.items()}
    assert sum(promised.values()) == 100
    for start in range(0, len(mails), 100):
        assert Counter(mail.kind for mail in mails[start : start + 100]) == promised


def test_message_ids_are_unique_and_in_the_mail(mails: list[GeneratedMail]) -> None:
    assert len({mail.message_id for mail in mails}) == len(mails)
    for mail in mails:
        assert email.message_from_bytes(mail.raw)["Message-ID"] == mail.message_id


def test_every_message_is_read_without_a_defect(mails: list[GeneratedMail]) -> None:
    for mail in mails:
        message = email.message_from_bytes(mail.raw)
        for part in message.walk():
            assert part.defects == [], mail.message_id
        texts = [part for part in message.walk() if part.get_content_type() == "text/plain"]
        assert any(part.get_payload(decode=True).strip() for part in texts), mail.message_id


def test_a_reply_names_an_earlier_parent_and_quotes_it(mails: list[GeneratedMail]) -> None:
    earlier: dict[str, GeneratedMail] = {}
    replies = 0
    for mail in mails:
        if mail.parent is not None:
            replies += 1
            message = email.message_from_bytes(mail.raw)
            assert mail.parent in earlier
            assert mail.parent in message["References"].split()
            parent = email.message_from_bytes(earlier[mail.parent].raw)
            assert message["From"] == parent["From"]
            texts = (p for p in message.walk() if p.get_content_type() == "text/plain")
            assert b"\n> " in next(texts).get_payload(decode=True).replace(b"\r\n", b"\n")
        earlier[mail.message_id] = mail
    assert replies == 6 * KINDS["reply"][0]


def test_some_replies_reach_their_thread_only_through_references(
    mails: list[GeneratedMail],
) -> None:
    replies = [mail for mail in mails if mail.parent]
    direct = [m for m in replies if email.message_from_bytes(m.raw)["In-Reply-To"] == m.parent]
    assert 0 < len(direct) < len(replies)


def test_campaign_letters_share_most_of_their_words_but_are_not_all_alike(
    mails: list[GeneratedMail],
) -> None:
    bodies: dict[str, list[set[str]]] = {}
    for mail in mails:
        if mail.campaign:
            parts = email.message_from_bytes(mail.raw).walk()
            text = next(part for part in parts if part.get_content_type() == "text/plain")
            words = set(text.get_payload(decode=True).decode().split())
            bodies.setdefault(mail.campaign, []).append(words)
    assert len(bodies) == 3
    for letters in bodies.values():
        first = letters[0]
        likeness = [len(first & other) / len(first | other) for other in letters[1:]]
        assert sum(likeness) / len(likeness) > 0.5
        assert min(likeness) < 1


def test_bounces_are_delivery_status_notifications_without_a_return_path(
    mails: list[GeneratedMail],
) -> None:
    for mail in (mail for mail in mails if mail.kind == "bounce"):
        message = email.message_from_bytes(mail.raw)
        assert message.get_content_type() == "multipart/report"
        assert message["Return-Path"] == "<>"


def test_every_address_belongs_to_no_one(mails: list[GeneratedMail]) -> None:
    for mail in mails:
        sender = email.message_from_bytes(mail.raw)["From"]
        assert sender.rstrip(">").endswith(".example")


def test_memory_does_not_grow_with_the_count() -> None:
    tracemalloc.start()
    for _ in islice(generate(100_000, 1), 900):
        pass
    after_warm_up, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    for _ in islice(generate(100_000, 1), 2_000):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak - after_warm_up < 8_000_000


def test_the_written_corpus_and_its_manifest_say_what_was_generated(tmp_path) -> None:
    corpus = write_corpus(tmp_path, count=130, seed=5)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    generated = list(generate(130, 5))
    assert [entry["message_id"] for entry in manifest] == [mail.message_id for mail in generated]
    assert [(tmp_path / entry["file"]).read_bytes() for entry in manifest] == [
        mail.raw for mail in generated
    ]
    assert corpus.sha256 == digest(130, 5)
    assert corpus.size == sum(len(mail.raw) for mail in generated)
    assert sum(corpus.kinds.values()) == 130

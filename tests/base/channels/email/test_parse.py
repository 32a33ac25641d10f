from datetime import UTC, datetime

import pytest

from baraza.base.channels.email.addresses import Address
from baraza.base.channels.email.mime import unflowed
from baraza.base.channels.email.parse import (
    DOUBTFUL_SENDER,
    EMPTY,
    NO_SENDER,
    SEVERAL_SENDERS,
    UnreadableMail,
    parse_letter,
)
from tests.base.channels.email.letters import HTML, PLAIN, attached, multipart, parsed


def test_an_ordinary_letter_is_read_whole():
    read = parsed(
        "Return-Path: <Bounce@lake.example>",
        "Authentication-Results: mx.office.example; dmarc=pass",
        "Authentication-Results: forged.example; dmarc=fail",
        "From: Amina Otieno <amina@lake.example>",
        "Reply-To: amina.o@hill.example",
        "To: Office <office@mp.example>, second@mp.example",
        "Cc: second@mp.example",
        "Subject: The ferry",
        "Date: Mon, 3 Mar 2025 10:00:00 +0300",
        "Message-ID: <one@lake.example>",
        "In-Reply-To: <zero@mp.example>",
        "References: <first@mp.example>\r\n <zero@mp.example> <first@mp.example>",
        body="Dear MP,\r\n\r\nthe ferry is late.\r\n",
    )
    assert read.sender == Address("Amina Otieno", "amina@lake.example")
    assert read.sender_note == ""
    assert read.reply_to == [Address("", "amina.o@hill.example")]
    assert [each.address for each in read.to] == ["office@mp.example", "second@mp.example"]
    assert [each.address for each in read.cc] == ["second@mp.example"]
    assert read.subject == "The ferry"
    assert read.date == datetime(2025, 3, 3, 7, 0, tzinfo=UTC)
    assert read.message_id == "one@lake.example"
    assert read.in_reply_to == ["zero@mp.example"]
    assert read.references == ["first@mp.example", "zero@mp.example"]
    assert read.text == "Dear MP,\n\nthe ferry is late."
    assert read.html == ""
    assert read.attachments == []
    assert read.authentication[0].startswith("mx.office.example")
    assert read.envelope_from == "bounce@lake.example"
    assert read.headers["subject"] == "The ferry"


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\0\0\0", b" \n\t\n"])
def test_nothing_is_no_letter(raw):
    with pytest.raises(UnreadableMail) as refusal:
        parse_letter(raw)
    assert refusal.value.reason == EMPTY


def test_bytes_without_headers_are_a_letter_of_nobody():
    read = parse_letter(b"just some words\nand more")
    assert (read.sender, read.sender_note) == (None, NO_SENDER)
    assert "just some words" in read.text


class TestSender:
    @pytest.mark.parametrize(
        ("headers", "note"),
        [
            (["From: a@one.example", "From: b@two.example"], SEVERAL_SENDERS),
            (["From: a@one.example, b@two.example"], SEVERAL_SENDERS),
            (["From: alice@trusted.example)bob@evil.example"], DOUBTFUL_SENDER),
            (["From: a@one.example", "From: broken"], DOUBTFUL_SENDER),
            (["From: a@one.example", "From : b@two.example"], SEVERAL_SENDERS),
            (["From: a@one.example", "junk", "FROM\t: b@two.example"], SEVERAL_SENDERS),
            (["Subject: x\rFrom: a@one.example", "From: b@two.example"], SEVERAL_SENDERS),
            (["From:"], NO_SENDER),
            (["Subject: none"], NO_SENDER),
        ],
    )
    def test_is_nobody_when_in_doubt(self, headers, note):
        read = parsed(*headers)
        assert (read.sender, read.sender_note) == (None, note)

    def test_is_not_doubted_for_a_from_line_in_the_words(self):
        read = parsed("From: a@one.example", body="From: b@two.example\r\n\r\nFrom: c@x.example")
        assert read.sender == Address("", "a@one.example")

    def test_named_twice_alike_is_one(self):
        read = parsed("From: A <a@one.example>", "From: a@one.example")
        assert read.sender == Address("A", "a@one.example")

    def test_cannot_be_forged_by_an_encoded_header_line(self):
        read = parsed("Subject: =?utf-8?q?x=0D=0AFrom:_b@two.example?=", "From: a@one.example")
        assert read.sender == Address("", "a@one.example")
        assert read.subject == "x From: b@two.example"


class TestEnvelope:
    @pytest.mark.parametrize(
        ("header", "path"),
        [
            ("Return-Path: <>", ""),
            ("Return-Path: <Jo@One.Example>", "jo@one.example"),
            ("Return-Path: jo@one.example", "jo@one.example"),
            ("Return-Path:", None),
            ("X-None: x", None),
        ],
    )
    def test_null_path_and_no_path_are_told_apart(self, header, path):
        assert parsed(header).envelope_from == path


class TestDate:
    @pytest.mark.parametrize(
        "value",
        [
            *("", "yesterday", "Mon, 1 Jan 1900 00:00:00 +0000", "1 Jan 1979 23:59:59 +0000"),
            *("Thu, 99 Feb 2025 10:00:00 +0000", "3 Mar 99999 10:00:00 +0000", "9" * 5_000),
            "3 Mar 2025 10:00:00 +99999999999999999999",
        ],
    )
    def test_absurd_is_none(self, value):
        assert parsed(f"Date: {value}").date is None

    @pytest.mark.parametrize(
        ("value", "hour", "second"),
        [
            ("3 Mar 2025 10:00:00 GMT", 10, 0),
            ("Mon, 3 Mar 2025 10:00:00 -0000", 10, 0),
            ("Mon, 3 Mar 2025 10:00:60 +0000", 10, 59),
            ("Mon, 03 Mar 2025 10:00 +0200 (EET)", 8, 0),
            ("Mon, 3 Mar 2025 10:00:00", 10, 0),
        ],
    )
    def test_is_read_into_utc(self, value, hour, second):
        assert parsed(f"Date: {value}").date == datetime(2025, 3, 3, hour, 0, second, tzinfo=UTC)


class TestMessageIds:
    def test_without_brackets_still_count(self):
        read = parsed("Message-ID: one@x.example", "In-Reply-To: two@x.example")
        assert (read.message_id, read.in_reply_to) == ("one@x.example", ["two@x.example"])

    def test_broken_by_folding_are_joined(self):
        assert parsed("Message-ID:\r\n <very long\r\n @x.example>").message_id == (
            "verylong@x.example"
        )

    def test_prose_in_in_reply_to_is_no_id(self):
        assert parsed("In-Reply-To: your letter of Tuesday").in_reply_to == []
        assert parsed("In-Reply-To: <a@x.example> (Jo's letter)").in_reply_to == ["a@x.example"]

    def test_very_many_keep_the_first_and_the_newest(self):
        value = " ".join(f"<{number}@x.example>" for number in range(5_000))
        references = parsed(f"References: {value}").references
        assert len(references) == 200
        assert (references[0], references[-1]) == ("0@x.example", "4999@x.example")


class TestWords:
    def test_of_an_alternative_are_the_plain_ones_and_the_html_is_kept(self):
        read = parse_letter(multipart("alternative", PLAIN, HTML).encode())
        assert (read.text, read.html) == ("plain words", "<p>rich words</p>")
        assert read.attachments == []

    def test_of_an_html_letter_become_text(self):
        read = parse_letter(HTML.encode())
        assert (read.text, read.html) == ("rich words", "<p>rich words</p>")

    def test_of_an_empty_plain_part_come_from_the_html(self):
        blank = "Content-Type: text/plain\r\n\r\n \r\n"
        assert parse_letter(multipart("alternative", blank, HTML).encode()).text == "rich words"

    def test_split_around_an_attachment_are_joined(self):
        read = parse_letter(multipart("mixed", PLAIN, attached("a.pdf"), HTML).encode())
        assert read.text == "plain words\n\nrich words"
        assert "plain words" in read.html
        assert "<p>rich words</p>" in read.html
        assert [each.index for each in read.attachments] == [1]

    def test_escape_into_html_safely_beside_an_html_part(self):
        hostile = "Content-Type: text/plain\r\n\r\n<script>x</script>"
        assert "<script" not in parse_letter(multipart("mixed", hostile, HTML).encode()).html

    def test_inside_an_alternative_inside_related_inside_mixed_are_found(self):
        related = multipart("related", HTML, attached("a.png"), boundary="r")
        inner = multipart("alternative", PLAIN, related, boundary="a")
        read = parse_letter(multipart("mixed", inner, attached("b.pdf")).encode())
        assert (read.text, read.html) == ("plain words", "<p>rich words</p>")
        assert [each.filename for each in read.attachments] == ["a.png", "b.pdf"]

    def test_of_a_named_text_part_are_the_letter_when_there_is_nothing_else(self):
        read = parsed('Content-Type: text/plain; name="letter.txt"', body="words")
        assert (read.text, read.attachments) == ("words", [])

    def test_of_an_attached_text_are_not_the_letters(self):
        note = "Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nnote"
        read = parse_letter(multipart("mixed", PLAIN, note).encode())
        assert read.text == "plain words"
        assert len(read.attachments) == 1

    def test_of_a_multipart_without_boundaries_are_text(self):
        read = parsed("Content-Type: multipart/mixed", body="no boundary at all")
        assert read.text == "no boundary at all"
        read = parsed("Content-Type: multipart/mixed; boundary=b", body="never begins")
        assert "never begins" in read.text

    def test_cut_off_in_transit_are_read_as_far_as_they_came(self):
        raw = multipart("mixed", PLAIN, attached("a.pdf", b"x" * 600)).encode()
        read = parse_letter(raw[: raw.index(b"eHh") + 41])
        assert read.text == "plain words"
        assert 0 < read.attachments[0].size < 600

    @pytest.mark.parametrize(
        ("encoding", "body", "text"),
        [
            ("quoted-printable", "caf=C3=A9 =\r\nau lait =3D good", "café au lait = good"),
            ("base64", "Y2Fmw6k=", "café"),
            ("BASE64 ;junk", "Y2Fmw6k=", "café"),
            ("base64", "Y2F m\r\nw6\r\nk", "café"),
            ("base64", "not base64 é", None),
            ("x-unknown", "café", "café"),
            ("x-uuencode", "no begin line", "no begin line"),
            ("x-uuencode", "begin 644 a\r\n%:&5L;&\\\r\n \r\nend", "hello"),
            ("8bit", "café", "café"),
        ],
    )
    def test_are_decoded_as_far_as_the_encoding_holds(self, encoding, body, text):
        read = parsed(
            "Content-Type: text/plain; charset=utf-8",
            f"Content-Transfer-Encoding: {encoding}",
            body=body,
        )
        assert text is None or read.text == text

    def test_without_a_declared_charset_take_the_one_of_the_subject(self):
        read = parsed("Subject: =?koi8-r?b?8NLJ18XU?=", body="Здравствуйте".encode("koi8_r"))
        assert (read.subject, read.text) == ("Привет", "Здравствуйте")

    def test_charset_of_the_body_helps_a_raw_subject(self):
        read = parsed(
            b"Subject: " + "Здравствуйте".encode("cp1251"),
            "Content-Type: text/plain; charset=windows-1251",
            body="Добрый день".encode("cp1251"),
        )
        assert (read.subject, read.text) == ("Здравствуйте", "Добрый день")

    def test_html_may_name_its_own_charset(self):
        body = '<meta charset="windows-1251"><p>Добрый день'.encode("cp1251")
        assert parsed("Content-Type: text/html", body=body).text == "Добрый день"

    def test_lose_nul_bytes(self):
        read = parsed("From: a@one.example", "Subject: a\0b", body="c\0d")
        assert (read.subject, read.text) == ("ab", "cd")


class TestFlowedText:
    def test_is_joined_into_paragraphs_with_quotes_kept_apart(self):
        text = "a long \nline\n> quoted \n> words\n>> deeper\n-- \nJo"
        assert unflowed(text) == "a long line\n> quoted words\n>> deeper\n-- \nJo"

    def test_respects_stuffed_spaces_and_delsp(self):
        assert unflowed(" > not a quote") == "> not a quote"
        assert unflowed("議員 \nへ", delete_space=True) == "議員へ"

    def test_is_announced_by_the_content_type(self):
        flowed = "Content-Type: text/plain; format=flowed"
        assert parsed(flowed, body="one \r\ntwo").text == "one two"
        assert parsed("Content-Type: text/plain", body="one \r\ntwo").text == "one \ntwo"

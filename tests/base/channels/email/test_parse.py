from base64 import b64encode
from datetime import UTC, datetime

import pytest

from baraza.base.channels.email.addresses import Address
from baraza.base.channels.email.mime import FILE_NAME_LIMIT, read_parameters, unflowed
from baraza.base.channels.email.parse import (
    DOUBTFUL_SENDER,
    EMPTY,
    NO_SENDER,
    NO_SUCH_ATTACHMENT,
    SEVERAL_SENDERS,
    TOO_MANY_PARTS,
    ParsedLetter,
    UnreadableMail,
    attachment_content,
    parse_letter,
)


def letter(*headers: str | bytes, body: str | bytes = "") -> bytes:
    """Raw bytes of a letter: the header lines, an empty line, the body."""
    lines = [each.encode() if isinstance(each, str) else each for each in headers]
    return b"\r\n".join([*lines, b"", body.encode() if isinstance(body, str) else body])


def parsed(*headers: str | bytes, body: str | bytes = "") -> ParsedLetter:
    return parse_letter(letter(*headers, body=body))


def multipart(subtype: str, *parts: str, boundary: str = "cut") -> str:
    """A multipart from its Content-Type line on; each part begins with its own headers."""
    return (
        f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'
        + "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
        + f"--{boundary}--\r\n"
    )


PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\nplain words"
HTML = "Content-Type: text/html; charset=utf-8\r\n\r\n<p>rich words</p>"


def attached(name: str, content: bytes = b"%PDF", kind: str = "application/pdf") -> str:
    return (
        f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n{b64encode(content).decode()}'
    )


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


class TestAttachments:
    def test_are_listed_and_fetched_by_the_same_index(self):
        raw = multipart(
            "mixed", PLAIN, attached("a.pdf", b"first"), attached("b.pdf", b"2")
        ).encode()
        found = parse_letter(raw).attachments
        assert [(each.filename, each.size) for each in found] == [("a.pdf", 5), ("b.pdf", 1)]
        assert found[0].content_type == "application/pdf"
        assert [attachment_content(raw, each.index) for each in found] == [b"first", b"2"]

    @pytest.mark.parametrize("index", [-1, 7])
    def test_that_are_not_there_are_refused(self, index):
        with pytest.raises(UnreadableMail) as refusal:
            attachment_content(multipart("mixed", PLAIN).encode(), index)
        assert refusal.value.reason == NO_SUCH_ATTACHMENT

    @pytest.mark.parametrize(
        ("sent", "safe"),
        [
            ("../../etc/passwd", "passwd"),
            ("C:\\\\Windows\\\\evil.exe", "evil.exe"),
            ("photo\u202egpj.exe", "photogpj.exe"),
            ("..", "attachment-2.pdf"),
            (".htaccess", "htaccess"),
            ("a\0b\r\n.pdf", "a"),
            ("=?utf-8?b?w6kucGRm?=", "é.pdf"),
            ("Ombi la maji – Jumanne.pdf", "Ombi la maji – Jumanne.pdf"),
            ("طلب.pdf", "طلب.pdf"),
            ('<b>:|?*".pdf', "_b_"),
            ("e\u0301.pdf", "é.pdf"),
        ],
    )
    def test_names_are_harmless(self, sent, safe):
        raw = multipart("mixed", PLAIN, attached(sent)).encode()
        assert parse_letter(raw).attachments[0].filename.startswith(safe)

    def test_names_are_bounded_and_keep_their_ending(self):
        raw = multipart("mixed", PLAIN, attached("x" * 5_000 + ".pdf")).encode()
        name = parse_letter(raw).attachments[0].filename
        assert name == "x" * (FILE_NAME_LIMIT - 4) + ".pdf"

    @pytest.mark.parametrize(
        ("header", "name"),
        [
            ("attachment; filename*=utf-8''na%C3%AFve.pdf", "naïve.pdf"),
            ("attachment; filename*=utf-8''na%C3%AFve.pdf; filename=naive.pdf", "naïve.pdf"),
            ("attachment; filename*1=ve.pdf; filename*0*=utf-8''na%C3%AF", "naïve.pdf"),
            ("attachment; filename*=no-such''na%C3%AFve.pdf", "naïve.pdf"),
            ("attachment; filename*=broken%C3%AFve.pdf", "brokenïve.pdf"),
            ("attachment; filename=two words.pdf", "two words.pdf"),
            ('attachment; filename="never closed.pdf', "never closed.pdf"),
            (r'attachment; filename="a\"b.pdf"', 'a"b.pdf'),
            ("attachment; filename=naïve.pdf", "naïve.pdf"),
        ],
    )
    def test_names_are_read_from_every_spelling(self, header, name):
        raw = header.encode().decode("ascii", "surrogateescape")
        assert read_parameters(raw)[1]["filename"] == name

    def test_that_are_pictures_in_the_html_are_inline(self):
        html = HTML.replace("rich words", '<img src="cid:pic%40x">')
        picture = attached("a.png").replace("\r\n\r\n", "\r\nContent-ID: <pic@x>\r\n\r\n", 1)
        raw = multipart("related", html, picture, attached("b.pdf")).encode()
        found = parse_letter(raw).attachments
        assert [(each.content_id, each.inline) for each in found] == [("pic@x", True), ("", False)]

    def test_that_are_messages_are_whole_and_not_part_of_the_words(self):
        inner = "From: b@two.example\r\nSubject: inner\r\n\r\ninner words"
        forwarded = f"Content-Type: message/rfc822\r\n\r\n{inner}"
        raw = multipart("mixed", PLAIN, forwarded, attached("b.pdf")).encode()
        read = parse_letter(raw)
        assert read.text == "plain words"
        assert [each.index for each in read.attachments] == [1, 2]
        assert read.attachments[0].filename == "attachment-2.eml"
        assert attachment_content(raw, 1).splitlines() == inner.encode().splitlines()

    def test_that_are_messages_with_parts_keep_every_byte_of_them(self):
        part = multipart("mixed", PLAIN.replace("words", "wörds"), attached("c.pdf"), boundary="i")
        inner = f"From: b@two.example\r\n{part}"
        broken = 'Content-Type: multipart/mixed; boundary="z"\r\n\r\n8-bit ö, no parts'
        forwarded = [f"Content-Type: message/rfc822\r\n\r\n{each}" for each in (inner, broken)]
        raw = multipart("mixed", PLAIN, *forwarded).encode()
        for index, sent in ((1, inner), (2, broken)):
            assert attachment_content(raw, index).strip() == sent.strip().encode()

    def test_that_are_messages_in_base64_are_decoded(self):
        inner = b"From: b@two.example\r\n\r\ninner words"
        part = (
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + b64encode(inner).decode()
        )
        raw = multipart("mixed", PLAIN, part).encode()
        assert attachment_content(raw, 1) == inner

    def test_of_the_winmail_kind_are_attachments_like_others(self):
        raw = multipart(
            "mixed", PLAIN, attached("winmail.dat", b"\x78\x9f\x3e\x22", "application/ms-tnef")
        ).encode()
        assert parse_letter(raw).attachments[0].content_type == "application/ms-tnef"

    def test_types_that_are_none_become_text(self):
        assert parsed("Content-Type: nonsense", body="words").text == "words"
        assert parsed("Content-Type: text/plain/x; charset=\0", body="words").text == "words"


class TestHostileStructure:
    def test_multiparts_nested_thousands_deep_are_refused(self, within_seconds):
        raw = "".join(
            f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n'
            for n in range(5_000)
        )
        with within_seconds(5), pytest.raises(UnreadableMail) as refusal:
            parse_letter(raw.encode())
        assert refusal.value.reason == TOO_MANY_PARTS

    def test_messages_nested_thousands_deep_are_refused(self, within_seconds):
        with within_seconds(5), pytest.raises(UnreadableMail) as refusal:
            parse_letter(b"Content-Type: message/rfc822\r\n\r\n" * 5_000)
        assert refusal.value.reason == TOO_MANY_PARTS

    def test_ten_messages_inside_one_another_are_one_attachment(self):
        raw = b"Content-Type: message/rfc822\r\n\r\n" * 10 + b"From: a@one.example\r\n\r\nwords"
        assert len(parse_letter(raw).attachments) == 1
        assert b"words" in attachment_content(raw, 0)

    def test_many_boundaries_over_many_lines_are_refused_at_once(self, within_seconds):
        opening = "".join(
            f'CONTENT-TYPE: multipart/mixed; BOUNDARY="b{n}"\r\n\r\n--b{n}\r\n' for n in range(60)
        )
        with within_seconds(1), pytest.raises(UnreadableMail):
            parse_letter(opening.encode() + b"\n" * 2_000_000)

    def test_a_hundred_thousand_parts_are_refused(self, within_seconds):
        raw = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n" * 100_000
        with within_seconds(10), pytest.raises(UnreadableMail):
            parse_letter(raw.encode())

    @pytest.mark.parametrize(
        "header",
        [
            *("Subject: " + "=?a?q?" * 100_000, "Content-Type: text/plain" + "; a=b" * 100_000),
            *("References: " + "<" * 300_000, "From: " + "(" * 300_000),
            *("Content-Disposition: inline; filename" + "*0" * 50_000, "X: " + "y" * 2_000_000),
            *("Content-Type: text/plain; a" + "=" * 300_000, "Received: x\r\n" * 50_000 + "A: b"),
            *("Content-Type: text/plain" + '; a="' * 50_000, "Date: " + "1 " * 100_000),
            *("Return-Path: " + " " * 300_000 + "x y", "Message-ID: " + " <" * 100_000),
        ],
        ids=lambda header: header[:30],
    )
    def test_monstrous_headers_are_read_quickly(self, header, within_seconds):
        with within_seconds(2):
            read = parsed(header, body="words")
        assert read.text == "words"

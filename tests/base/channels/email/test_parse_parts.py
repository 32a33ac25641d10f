"""What hangs on a letter, and letters made to break whoever reads them."""

from base64 import b64encode

import pytest

from baraza.base.channels.email.mime import FILE_NAME_LIMIT, read_parameters
from baraza.base.channels.email.parse import (
    NO_SUCH_ATTACHMENT,
    TOO_MANY_PARTS,
    UnreadableMail,
    attachment_content,
    parse_letter,
)
from tests.base.channels.email.letters import HTML, PLAIN, attached, multipart, parsed


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

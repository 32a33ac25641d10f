"""Files from outside: what they are, how large they become, and what is refused."""

import io
import socket
import struct
import threading
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from baraza.common.uploads import (
    DOCX,
    EVERYDAY,
    ODS,
    PDF,
    PNG,
    TABLES,
    TEXT,
    XLSX,
    ZIP,
    UploadRefused,
    check_upload,
)
from baraza.common.virus_scan import Infected, ScannerSilent, scan

PDF_BYTES = b"%PDF-1.7\n1 0 obj\n"


def packed(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def refused(content: bytes, name: str, **more: object) -> str:
    with pytest.raises(UploadRefused) as refusal:
        check_upload(content=io.BytesIO(content), name=name, **more)
    return str(refusal.value)


ACCEPTED = [
    (PDF_BYTES, "scan.PDF", PDF),
    (b"\x89PNG\r\n\x1a\n" + bytes(30), "photo.png", PNG),
    (packed({"word/document.xml": b"<w/>"}), "letter.docx", DOCX),
    (packed({"xl/workbook.xml": b"<x/>"}), "list.xlsx", XLSX),
    (packed({"mimetype": ODS.media_type.encode()}), "list.ods", ODS),
    ("name,ville\nÉlodie,Chôra\n".encode(), "people.csv", TEXT),
    ("name,ville\nÉlodie,Chora\n".encode("latin-1"), "people.csv", TEXT),
    ("name,ville\nفاطمة,Chora\n".encode("utf-16"), "people.csv", TEXT),
]


@pytest.mark.parametrize(("content", "name", "kind"), ACCEPTED, ids=lambda one: str(one)[:20])
def test_what_a_file_is_its_own_bytes_say(content: bytes, name: str, kind: object) -> None:
    file = io.BytesIO(content)
    found = check_upload(content=file, name=name)
    assert (found.kind, found.size, found.name) == (kind, len(content), name)
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00" + bytes(60), "letter.pdf"),
        (PDF_BYTES, "letter.docx"),
        (PDF_BYTES, "letter.pdf.exe"),
        (PDF_BYTES, "letter"),
        (b"<html><script>alert(1)</script>", "page.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "picture.svg"),
        (b"<svg/>", "picture.png"),
        (packed({"a.txt": b"a"}), "letter.docx"),
        (packed({"a.txt": b"a"}), "files.zip"),
        (b"", "empty.txt"),
        (b"\xff\xfe" + "a\0b".encode("utf-16-le"), "wide.txt"),
        (b"\xff\xfeabc", "odd.txt"),
    ],
)
def test_what_is_not_what_it_says_is_refused(content: bytes, name: str) -> None:
    refused(content, name)


def test_only_the_kinds_asked_for_are_taken() -> None:
    assert "csv" in refused(PDF_BYTES, "list.pdf", allowed=TABLES)
    file = io.BytesIO(packed({"a.txt": b"a"}))
    assert check_upload(content=file, name="a.zip", allowed=EVERYDAY | {ZIP}).kind == ZIP


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<html><script>alert(1)</script>", "page.html", "not taken here"),
        (PDF_BYTES, "letter", "not taken here"),
        (b"MZ\x90\x00" + bytes(60), "letter.pdf", "not taken here"),
        (PDF_BYTES, "letter.docx", "something else"),
    ],
)
def test_a_name_is_called_wrong_only_where_another_would_do(
    content: bytes, name: str, words: str
) -> None:
    assert words in refused(content, name)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "..\\..\\passwd.pdf", "/passwd.pdf", "pass\0wd.pdf"]
)
def test_a_name_keeps_no_folder(name: str) -> None:
    assert check_upload(content=io.BytesIO(PDF_BYTES), name=name).name == "passwd.pdf"


def test_a_file_too_large_is_refused_by_its_size() -> None:
    assert "1 MB" in refused(PDF_BYTES + bytes(1_000_001), "a.pdf", most_bytes=1_000_000)


def bomb(declared: int) -> bytes:
    """A zip of about 1 MB whose one file is said to unpack to `declared` bytes of zeros.

    Made by hand, for a zip of ten gigabytes would take a minute to pack.
    """
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = squeeze.compress(bytes(1_000_000)) + squeeze.flush()
    body += bytes(1_000_000 - len(body))
    name = b"word/document.xml"
    common = struct.pack("<HHHHHIIIHH", 45, 0, 8, 0, 0, 0, len(body), 0xFFFFFFFF, len(name), 20)
    extra = struct.pack("<HHQQ", 1, 16, declared, len(body))
    local = b"PK\x03\x04" + common + name + extra + body
    extra = struct.pack("<HHQ", 1, 8, declared) + bytes(8)
    central = b"PK\x01\x02" + struct.pack("<H", 45) + common + bytes(6) + struct.pack("<II", 0, 0)
    central += name + extra
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def test_ten_gigabytes_in_a_megabyte_are_refused_at_once() -> None:
    content = bomb(10_000_000_000)
    assert len(content) < 1_100_000
    began = time.monotonic()
    words = refused(content, "letter.docx")
    assert time.monotonic() - began < 0.5
    assert "too large" in words


def test_a_packed_file_that_lies_about_its_size_is_refused() -> None:
    honest = packed({"word/document.xml": bytes(5_000_000)})
    lying = honest.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 10))
    assert lying != honest
    assert "damaged" in refused(lying, "letter.docx")


def test_many_files_over_the_same_bytes_are_refused() -> None:
    many = {f"part{number}.xml": bytes(100_000) for number in range(60)}
    assert "too large" in refused(packed(many), "a.docx", most_unpacked_bytes=5_000_000)
    assert "too large" in refused(packed(dict.fromkeys(map(str, range(10_001)), b"")), "a.docx")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_way_of_packing_is_bounded(method: int) -> None:
    content = packed({"word/document.xml": bytes(20_000_000)}, method=method)
    assert "too large" in refused(content, "a.docx", most_unpacked_bytes=1_000_000)


def test_a_locked_file_and_one_with_macros_are_refused() -> None:
    content = packed({"word/document.xml": b"<w/>"}, method=zipfile.ZIP_STORED)
    locked = bytearray(content)
    locked[6] |= 1
    locked[content.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in refused(bytes(locked), "a.docx")
    macros = packed({"word/document.xml": b"<w/>", "word/vbaProject.bin": b"x"})
    assert "macros" in refused(macros, "a.docx")


@pytest.mark.parametrize("cut", [10, 40, 90, 110])
def test_a_damaged_file_is_refused(cut: int) -> None:
    refused(packed({"word/document.xml": b"<w>" * 50})[:cut], "letter.docx")


class Daemon(threading.Thread):
    """Speaks clamd's side of INSTREAM once, and gives the answer it was told to."""

    def __init__(self, address: Path, answer: bytes) -> None:
        super().__init__(daemon=True)
        self.answer = answer
        self.received = b""
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(address))
        self.listener.listen(1)
        self.start()

    def run(self) -> None:
        client, _ = self.listener.accept()
        with client, client.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!I", stream.read(4))[0]:
                self.received += stream.read(size)
            client.sendall(self.answer)


@pytest.fixture
def address(tmp_path: Path) -> str:
    return str(tmp_path / "clamd")


def test_the_scanner_reads_every_byte(address: str) -> None:
    daemon = Daemon(Path(address), b"stream: OK\0")
    content = PDF_BYTES * 20_000
    found = check_upload(content=io.BytesIO(content), name="a.pdf", scanner=address)
    assert daemon.received == content
    assert found.kind == PDF


def test_a_known_virus_is_refused_by_name(address: str) -> None:
    Daemon(Path(address), b"stream: Eicar-Test-Signature FOUND\0")
    with pytest.raises(Infected) as found:
        check_upload(content=io.BytesIO(PDF_BYTES), name="a.pdf", scanner=address)
    assert found.value.name == "Eicar-Test-Signature"


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: "])
def test_an_answer_that_is_not_yes_is_no(address: str, answer: bytes) -> None:
    Daemon(Path(address), answer)
    with pytest.raises(ScannerSilent):
        scan(content=io.BytesIO(PDF_BYTES), address=address)


@pytest.mark.parametrize("missing", ["/nowhere/clamd", "127.0.0.1:1", "no address at all"])
def test_without_the_scanner_nothing_passes(missing: str) -> None:
    with pytest.raises(ScannerSilent, match="checked for viruses"):
        check_upload(content=io.BytesIO(PDF_BYTES), name="a.pdf", scanner=missing)

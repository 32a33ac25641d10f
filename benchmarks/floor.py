"""The physical floor of taking mail in: what no honest intake in Python can be faster than.

Each message is parsed by the standard library with its quick `compat32` policy, its subject,
sender and text are decoded by a few plain lines, and three rows are written: the raw letter, the
readable letter, and the record of what somebody said. Rows go in by COPY, 200 letters to a
transaction, to PostgreSQL with its durability on. No person is looked for, no thread, no quotes,
no machine mail, no search: whatever our intake costs beyond this is what the work itself costs.
"""

import time
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from pathlib import Path

import psycopg

from benchmarks.schema import fresh_schema

BATCH = 200
SCHEMA = "bench_floor"
# Raw letters are stored as they are: compressing base64 costs more than writing it.
TABLES = """
CREATE TABLE raw_letter (
    id bigint PRIMARY KEY,
    received_at timestamptz NOT NULL,
    raw bytea NOT NULL
);
ALTER TABLE raw_letter ALTER COLUMN raw SET STORAGE EXTERNAL;
CREATE TABLE letter (
    id bigint PRIMARY KEY,
    raw_letter_id bigint NOT NULL,
    message_id text NOT NULL,
    sender text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL
);
CREATE INDEX ON letter (message_id);
CREATE TABLE input (
    id bigint PRIMARY KEY,
    letter_id bigint NOT NULL,
    received_at timestamptz NOT NULL,
    state text NOT NULL
);
"""
# COPY in binary does not convert: the types must be said.
COLUMN_TYPES = {
    "raw_letter": ["int8", "timestamptz", "bytea"],
    "letter": ["int8", "int8", "text", "text", "text", "text"],
    "input": ["int8", "int8", "timestamptz", "text"],
}


def decoded(value: str) -> str:
    """A header's value with its RFC 2047 words read; as it stands where they cannot be."""
    if "=?" not in value:
        return value
    try:
        return "".join(
            part if isinstance(part, str) else part.decode(charset or "utf-8", "replace")
            for part, charset in decode_header(value)
        )
    except (HeaderParseError, LookupError):
        return value


def text_of(message: Message) -> str:
    """The first plain text, in its charset or else in Latin-1, without NUL bytes."""
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            data = part.get_payload(decode=True)
            try:
                text = data.decode(part.get_content_charset("utf-8"))
            except (LookupError, UnicodeDecodeError):
                text = data.decode("latin-1")
            return text.replace("\0", "")
    return ""


def header(message: Message, name: str) -> str:
    value = decoded(str(message.get(name, "")))
    return value.encode("utf-8", "replace").decode().replace("\0", "")


def write_batch(connection: psycopg.Connection, raws: Sequence[bytes], first_id: int) -> None:
    """Three COPYs in one transaction."""
    now = datetime.now(UTC)
    letters = []
    for letter_id, raw in enumerate(raws, first_id):
        message = message_from_bytes(raw)
        headers = (header(message, name) for name in ("Message-ID", "From", "Subject"))
        letters.append((letter_id, letter_id, *headers, text_of(message)))
    ids = [letter[0] for letter in letters]
    rows = {
        "raw_letter (id, received_at, raw)": zip(ids, [now] * len(ids), raws, strict=True),
        "letter (id, raw_letter_id, message_id, sender, subject, body)": letters,
        "input (id, letter_id, received_at, state)": [(i, i, now, "received") for i in ids],
    }
    with connection.transaction(), connection.cursor() as cursor:
        for target, values in rows.items():
            with cursor.copy(f"COPY {target} FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(COLUMN_TYPES[target.partition(" ")[0]])
                for value in values:
                    copy.write_row(value)


def measure(mail: Path, dsn: str) -> float:
    """Messages a second over every .eml in `mail`, reading the files included."""
    files = sorted(mail.glob("*.eml"))
    with fresh_schema(dsn, SCHEMA), psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"SET search_path TO {SCHEMA}")
        connection.execute(TABLES)
        started = time.perf_counter()
        for start in range(0, len(files), BATCH):
            raws = [file.read_bytes() for file in files[start : start + BATCH]]
            write_batch(connection, raws, start + 1)
        seconds = time.perf_counter() - started
        counted = connection.execute("SELECT count(*) FROM input").fetchone()
    if counted != (len(files),):
        raise RuntimeError(f"{len(files)} letters went in, {counted} are there")
    return len(files) / seconds


def main() -> None:
    parser = ArgumentParser(prog="python -m benchmarks.floor", description=__doc__)
    parser.add_argument("--mail", type=Path, required=True, help="folder of .eml files")
    parser.add_argument("--dsn", required=True, help="address of a PostgreSQL database")
    wanted = parser.parse_args()
    print(f"{measure(wanted.mail, wanted.dsn):.0f} messages a second")


if __name__ == "__main__":
    main()

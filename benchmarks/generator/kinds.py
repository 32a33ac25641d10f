"""One function per kind of mail, and the table of how much of each an office gets."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from benchmarks.generator import languages, mime, words
from benchmarks.generator.mime import CRLF, Part
from benchmarks.generator.writer import Letter, Person, Writer

# An office has a few campaigns at a time, and they change as weeks go by.
CAMPAIGNS_AT_A_TIME = 3
MESSAGES_PER_WAVE = 2_000
STYLE = (
    "<style>body{font-family:Calibri,Arial,sans-serif;font-size:11pt}p{margin:0 0 1em}"
    ".MsoNormal{margin:0cm;font-size:11.0pt}</style>"
)


@dataclass(frozen=True, slots=True)
class GeneratedMail:
    """One message and what is true of it.

    `message_id` and `parent` carry their angle brackets. `parent` is the Message-ID of an earlier
    generated message, only for replies; `campaign` the campaign's name, only for campaign mail.
    """

    raw: bytes
    kind: str
    message_id: str
    parent: str | None = None
    campaign: str | None = None


def html_of(text: str) -> str:
    paragraphs = (escape(part).replace("\n", "<br>") for part in text.split("\n\n"))
    body = "".join(f'<p class="MsoNormal"><span>{part}</span></p>\n' for part in paragraphs)
    return f'<html><head><meta charset="utf-8">{STYLE}</head><body>{body}</body></html>'


def both(writer: Writer, text: str, html: str) -> Part:
    parts = [mime.text_part(text), mime.text_part(html, subtype="html")]
    return mime.multipart("alternative", parts, boundary=writer.boundary())


def flat(text: str) -> Part:
    if text.isascii():
        return mime.text_part(mime.wrapped(text), charset="us-ascii", encoding="7bit")
    return mime.text_part(mime.wrapped(text))


def body_of(writer: Writer, text: str) -> Part:
    return both(writer, text, html_of(text)) if writer.chance(0.55) else flat(text)


def new_id_for(writer: Writer, person: Person) -> str:
    return writer.new_id(person.address.partition("@")[2])


def remember(
    writer: Writer,
    person: Person,
    message_id: str,
    subject: str,
    text: str,
    references: tuple[str, ...] = (),
) -> None:
    """Keep the letter so that a reply may follow, with the last eight ids of its thread."""
    kept = (*references, message_id)[-8:]
    writer.letters.append(Letter(person, message_id, subject, text, writer.date(), kept))


def campaign_text(seed: int, number: int) -> tuple[str, str, list[str]]:
    """Name, topic and paragraphs of the campaign with this number: the same at every call."""
    author = Writer(seed=seed * 1_000_003 + number)
    subject, topic = words.CAMPAIGNS[number % len(words.CAMPAIGNS)]
    paragraphs = [author.english(topic, low=3, high=6) for _ in range(5)]
    return f"{author.filled(subject)} ({number + 1})", topic, paragraphs


def edited(writer: Writer, topic: str, paragraphs: list[str]) -> list[str]:
    """What people do to a ready-made letter: nothing, a few words, a story, a paragraph less."""
    out = list(paragraphs)
    fate = writer.rng.random()
    if fate < 0.45:
        for _ in range(writer.number(1, 6)):
            at = writer.number(0, len(out))
            text = out[at].split(" ")
            text[writer.number(0, len(text))] = writer.pick(("really", "my", "today", "never"))
            out[at] = " ".join(text)
    if fate > 0.70:
        out.insert(writer.number(1, 4), writer.english(topic, low=1, high=4))
    if fate > 0.92:
        out.pop(writer.number(0, len(out)))
    return out


def campaign(writer: Writer) -> GeneratedMail:
    wave = writer.written // MESSAGES_PER_WAVE
    number = wave * CAMPAIGNS_AT_A_TIME + writer.pick((0, 0, 0, 1, 1, 2))
    name, topic, paragraphs = campaign_text(writer.seed, number)
    person = writer.person()
    message_id = new_id_for(writer, person)
    body = "\n\n".join([writer.pick(words.GREETINGS), *edited(writer, topic, paragraphs)])
    title = name.rpartition(" (")[0]
    subject = title + (writer.pick(words.CAMPAIGN_ENDINGS) if writer.chance(0.2) else "")
    extra = [f"List-Unsubscribe: <https://act.example/u/{number}>"] if writer.chance(0.3) else []
    head = writer.envelope(person, mime.header_text(subject), message_id, extra=extra)
    part = body_of(writer, writer.signed(body, person))
    return GeneratedMail(head + part.as_bytes(), "campaign", message_id, campaign=name)


def own_text(writer: Writer, person: Person) -> tuple[str, str]:
    """Subject and text of a letter of one's own: usually English, often not."""
    if writer.chance(0.25):
        language = writer.pick(tuple(languages.SENTENCES))
        sentences = languages.SENTENCES[language]
        paragraphs = [writer.paragraph(sentences) for _ in range(writer.number(1, 3))]
        return writer.filled(languages.SUBJECTS[language]), "\n\n".join([*paragraphs, person.name])
    topic = writer.pick(tuple(words.TOPICS))
    paragraphs = [writer.english(topic) for _ in range(writer.number(2, 6))]
    text = "\n\n".join([writer.pick(words.GREETINGS), *paragraphs])
    subject = f"{topic.capitalize()}: {writer.filled('{street}, {town}')}"
    return subject, writer.signed(text, person)


def letter(writer: Writer) -> GeneratedMail:
    person = writer.person()
    message_id = new_id_for(writer, person)
    subject, text = own_text(writer, person)
    head = writer.envelope(person, mime.header_text(subject), message_id)
    remember(writer, person, message_id, subject, text)
    return GeneratedMail(head + body_of(writer, text).as_bytes(), "letter", message_id)


def attachment(writer: Writer) -> GeneratedMail:
    """A letter with one to three files of 8 to 160 kB, some with names that are not ASCII."""
    person = writer.person()
    message_id = new_id_for(writer, person)
    subject, text = own_text(writer, person)
    parts = [body_of(writer, text)]
    for _ in range(writer.number(1, 4)):
        maintype, subtype, name = writer.pick(words.ATTACHMENTS)
        data = writer.rng.randbytes(writer.number(8_000, 160_000))
        parts.append(
            mime.file_part(data, content_type=f"{maintype}/{subtype}", filename=writer.filled(name))
        )
    head = writer.envelope(person, mime.header_text(subject), message_id)
    remember(writer, person, message_id, subject, text)
    whole = mime.multipart("mixed", parts, boundary=writer.boundary())
    return GeneratedMail(head + whole.as_bytes(), "attachment", message_id)


def declared_8bit(data: bytes, charset: str) -> Part:
    return mime.encoded_part(data, f'text/plain; charset="{charset}"', "8bit")


def declared_base64(data: bytes, charset: str) -> Part:
    return mime.encoded_part(data, f'text/plain; charset="{charset}"', "base64")


def undeclared(data: bytes, charset: str) -> Part:
    return Part(b"Content-Type: text/plain\r\n", data)


def unknown_charset(data: bytes, charset: str) -> Part:
    return mime.encoded_part(data, "text/plain; charset=x-unknown-7", "8bit")


def with_nul(data: bytes, charset: str) -> Part:
    return mime.encoded_part(data[:40] + b"\0" + data[40:], "text/plain; charset=utf-8", "8bit")


# One in twelve of these is rude: no charset, one nobody knows, or a NUL byte, as seen in the field.
RUDE = (undeclared, unknown_charset, with_nul)
POLITE = (declared_8bit, declared_base64)


def charset(writer: Writer) -> GeneratedMail:
    """A letter as older mail programs write it: its country's charset, now and then undeclared."""
    person = writer.person()
    message_id = new_id_for(writer, person)
    language = writer.pick(tuple(languages.CHARSETS))
    name = writer.pick(languages.CHARSETS[language])
    sentences = languages.SENTENCES[language]
    text = writer.paragraph(sentences, low=3, high=8)
    text = f"{text}\n\n{person.name}"
    subject = writer.filled(languages.SUBJECTS[language])
    raw_subject = name not in ("iso-2022-jp", "us-ascii") and writer.chance(0.3)
    shown = subject.encode(name, "replace") if raw_subject else mime.header_text(subject)
    head = writer.envelope(person, shown, message_id, dated=not writer.chance(0.05))
    encode = writer.pick(RUDE if writer.chance(1 / 12) else POLITE)
    data = mime.lines(text).encode(name, "replace") + CRLF
    remember(writer, person, message_id, subject, text)
    return GeneratedMail(head + encode(data, name).as_bytes(), "charset", message_id)


def mailing_list(writer: Writer) -> GeneratedMail:
    name, title, topic = writer.pick(words.LISTS)
    person = writer.person()
    message_id = new_id_for(writer, person)
    address = f"{name}@lists.example"
    extra = [
        f'List-Id: "{title}" <{name}.lists.example>',
        f"List-Post: <mailto:{address}>",
        f"List-Unsubscribe: <https://lists.example/{name}/leave>",
        "Precedence: list",
        f"Sender: {name}-bounces@lists.example",
    ]
    text = "\n\n".join(writer.english(topic) for _ in range(writer.number(1, 7)))
    if writer.letters and writer.chance(0.4):
        text = f"{text}\n\n{quoted(writer, writer.pick(writer.letters))}"
    footer = (
        f"_______________________________________________\n{title}\nhttps://lists.example/{name}"
    )
    subject = f"[{name}] {topic.capitalize()} in {writer.pick(words.TOWNS)}"
    head = writer.envelope(person, mime.header_text(subject), message_id, extra=extra, to=address)
    part = body_of(writer, f"{text}\n\n{person.name}\n{footer}")
    return GeneratedMail(head + part.as_bytes(), "list", message_id)


def quoted(writer: Writer, parent: Letter) -> str:
    intro = writer.pick(words.QUOTE_LINES).format(
        date=parent.date,
        name=parent.person.name,
        address=parent.person.address,
        subject=parent.subject,
    )
    return (
        intro + "\n" + "\n".join(f"> {line}" for line in mime.wrapped(parent.text, 72).split("\n"))
    )


def quoted_html(writer: Writer, new: str, parent: Letter) -> str:
    old = html_of(parent.text)
    inner = old[old.index("<body>") + 6 : old.index("</body>")]
    quote = f'<div class="gmail_quote"><blockquote>{inner}</blockquote></div></body>'
    return html_of(new).replace("</body>", quote)


def reply(writer: Writer) -> GeneratedMail:
    """The next letter of a thread: from the one who wrote before, quoting what was written.

    One in four answers a letter of the office which is not among the generated ones: only the
    older id in References then leads to the thread.
    """
    parent = writer.pick(writer.letters)
    person = parent.person
    message_id = new_id_for(writer, person)
    references = parent.references
    answered = parent.message_id
    if writer.chance(0.25):
        answered = writer.new_id(words.OFFICE_DOMAIN)
        references = (*references, answered)
    extra = [f"In-Reply-To: {answered}", "References: " + "\r\n ".join(references)]
    topic = writer.pick(tuple(words.TOPICS))
    new = f"{writer.english(topic)}\n\n{writer.english(topic, low=1, high=4)}\n\n{person.name}"
    text = f"{new}\n\n{quoted(writer, parent)}"
    subject = parent.subject if parent.subject.startswith("Re: ") else f"Re: {parent.subject}"
    part = (
        both(writer, text, quoted_html(writer, new, parent)) if writer.chance(0.5) else flat(text)
    )
    head = writer.envelope(person, mime.header_text(subject), message_id, extra=extra)
    remember(writer, person, message_id, subject, new, references)
    return GeneratedMail(head + part.as_bytes(), "reply", message_id, parent=parent.message_id)


def auto_reply(writer: Writer) -> GeneratedMail:
    person = writer.person()
    message_id = new_id_for(writer, person)
    subject, text = writer.pick(words.AUTO_REPLIES)
    subject = subject.format(subject=f"Newsletter {writer.number(1, 60)}")
    extra = [
        f"In-Reply-To: {writer.new_id(words.OFFICE_DOMAIN)}",
        "Auto-Submitted: auto-replied",
        "X-Auto-Response-Suppress: All",
    ]
    head = writer.envelope(person, mime.header_text(subject), message_id, extra=extra)
    part = flat(f"{writer.filled(text)}\n\n{person.name}")
    return GeneratedMail(head + part.as_bytes(), "auto", message_id)


def bounce(writer: Writer) -> GeneratedMail:
    """A delivery status notification (RFC 3464) about a letter the office is said to have sent."""
    gone = writer.person().address
    domain = gone.partition("@")[2]
    daemon = Person("Mail Delivery System", f"MAILER-DAEMON@{domain}", "")
    message_id = writer.new_id(domain)
    status, said = writer.pick(
        (
            ("5.1.1", "550 5.1.1 User unknown"),
            ("5.2.2", "552 5.2.2 Mailbox full"),
            ("4.4.1", "421 4.4.1 Connection timed out"),
            ("5.7.1", "550 5.7.1 Refused by policy"),
        )
    )
    notice = (
        f"This is the mail system at host mx.{domain}.\n\nI'm sorry to have to inform you that "
        f"your message could not be delivered.\n\n<{gone}>: host mx.{domain} said: {said}"
    )
    report = (
        f"Reporting-MTA: dns; mx.{domain}\nArrival-Date: {writer.date()}\n\n"
        f"Final-Recipient: rfc822; {gone}\nAction: {'failed' if status[0] == '5' else 'delayed'}\n"
        f"Status: {status}\nDiagnostic-Code: smtp; {said}"
    )
    original = (
        f"From: {words.OFFICE_ADDRESS}\nTo: {gone}\nSubject: Newsletter {writer.number(1, 60)}\n"
        f"Message-ID: {writer.new_id(words.OFFICE_DOMAIN)}"
    )
    parts = [
        mime.text_part(notice, charset="us-ascii", encoding="7bit"),
        mime.encoded_part(mime.lines(report).encode() + CRLF, "message/delivery-status", "7bit"),
        mime.encoded_part(mime.lines(original).encode() + CRLF, "text/rfc822-headers", "7bit"),
    ]
    head = writer.envelope(
        daemon,
        b"Undelivered Mail Returned to Sender",
        message_id,
        extra=["Auto-Submitted: auto-replied"],
        to=f"bounces+{writer.number(1, 9_999)}@{words.OFFICE_DOMAIN}",
    ).replace(b"Return-Path: <" + daemon.address.encode() + b">", b"Return-Path: <>", 1)
    whole = mime.multipart(
        "report", parts, boundary=writer.boundary(), parameters=" report-type=delivery-status;"
    )
    return GeneratedMail(head + whole.as_bytes(), "bounce", message_id)


# kind: (how many of each hundred, who writes it)
KINDS: dict[str, tuple[int, Callable[[Writer], GeneratedMail]]] = {
    "campaign": (30, campaign),
    "letter": (20, letter),
    "list": (16, mailing_list),
    "reply": (12, reply),
    "charset": (8, charset),
    "attachment": (5, attachment),
    "auto": (5, auto_reply),
    "bounce": (4, bounce),
}

"""A personalised newsletter of about 6.5 kB, text and HTML, for the outbox benchmarks.

Merge fields are written `{{ name }}`, as Django's templates have them; ours are `[name]`.
"""

from benchmarks.generator.writer import Writer

SUBJECT = "What became of your letter about {{ place }}"
SENDER = "news@solberg-office.example"
FIELDS = ("name", "place", "unsubscribe")
# With the HTML around it, these come to about 6.5 kB; without styles, text and HTML weigh alike.
TEXT_BYTES = 2_000
UNSTYLED_TEXT_BYTES = 2_900


def paragraphs(size: int = TEXT_BYTES) -> list[str]:
    author = Writer(seed=1)
    out: list[str] = []
    while sum(map(len, out)) < size:
        out.append(author.english("environment", low=3, high=5))
    return out


def text(size: int = TEXT_BYTES) -> str:
    body = "\n\n".join(paragraphs(size))
    return (
        f"Dear {{{{ name }}}},\n\nthank you for writing about {{{{ place }}}}.\n\n{body}\n\n"
        "Yours sincerely,\nNeema Solberg\n\nNo more of these: {{ unsubscribe }}\n"
    )


def html() -> str:
    style = "font-family:Georgia,serif;font-size:16px;line-height:1.5;margin:0 0 16px 0;color:#222"
    body = "".join(
        f'<tr><td style="padding:8px 24px;background:#ffffff"><p style="{style}">'
        f'<span style="color:#1f2937;letter-spacing:0.01em">{paragraph}</span></p></td></tr>\n'
        for paragraph in paragraphs()
    )
    return (
        '<html><head><meta charset="utf-8"><title>News</title>'
        "<style>@media (max-width:600px){table{width:100% !important}td{padding:8px !important}}"
        "a{color:#0b6e4f}h1{font-size:22px}</style></head><body>"
        '<table role="presentation" width="600" cellpadding="0" cellspacing="0">\n'
        '<tr><td style="padding:24px"><h1>Dear {{ name }}</h1>'
        "<p>thank you for writing about {{ place }}.</p></td></tr>\n"
        f"{body}"
        '<tr><td style="padding:24px"><a href="{{ unsubscribe }}">No more of these</a></td></tr>'
        "</table></body></html>"
    )


def recipient(number: int) -> tuple[str, dict[str, str]]:
    """The address and merge fields of one of any number of recipients."""
    fields = {
        "name": f"Constituent {number}",
        "place": f"the bus stop at {number} Acacia Close",
        "unsubscribe": f"https://solberg-office.example/u/{number:06}",
    }
    return f"constituent{number}@post{number % 7}.example", fields


def with_brackets(template: str) -> str:
    """As our own letters to many are written."""
    for name in FIELDS:
        template = template.replace(f"{{{{ {name} }}}}", f"[{name}]")
    return template

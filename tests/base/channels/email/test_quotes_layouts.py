"""Where quotations begin in real replies, read one by one."""

from baraza.base.channels.email.quotes import split_quoted

# Where in each real layout the quotation begins, by reading it; None where all of it is said.
# Lines that belong to a quotation broken by its mail program, and are therefore said, are counted.
REAL = {
    "email_2": "On Tue, 2011-03-01",
    "email_2_1": "------------------------------",
    "email_3": "On 01/03/11 7:07 PM",
    "email_4": "On Aug 22, 2011",
    "email_6": "On Dec 16, 2011",
    "email_7": "Il giovedì 8 dicembre",
    "email_8": "Op 12 december 2016",
    "email_9": "====",
    "email_10": "De : Company Questions",
    "email_11": "De : Company Questions",
    "email_12": "Van: Company Questions",
    "email_13": "Da: Company Questions",
    "email_14": "W dniu 2017-01-09",
    "email_16": "Dnia 27 grudnia 2016",
    "email_17": "W dniu 2017-01-09",
    "email_18": "From: John Jung",
    "email_19": "On Dec 16, 2011",
    "email_20": "> On May 17, 2017",
    "email_22": "30.09.2017, 18.30",
    "email_23": "2017-11-24 16:32",
    "email_24": "On Wed, 14 Nov 2018",
    "email_25": "11:00 AM, November 17",
    "email_26": "Wednesday, 17 November 2021",
    "email_bullets": "On Fri, Feb 24, 2012",
    "email_custom_quote_header": "2013.02.08. 7:31",
    "email_customer_quote_header_2": "From: somedude",
    "email_customer_quote_header_3": "De : Someone Somewhere",
    "email_danish_dash_separator": "-------- Oprindelig besked",
    "email_en_multiline_2": "On Tue, 16 Nov 2021",
    "email_finnish": "pe 20. lokakuuta 2017",
    "email_fr_multiline": "Le lun. 15 nov. 2021",
    "email_french_2": "> Le 29 avr. 2025",
    "email_french_dash_separator": "-------- Message d'origine",
    "email_german": "Am 13.12.2017 21:11",
    "email_german_2": "Von: John Doe",
    "email_german_outlook": "-----Ursprüngliche Nachricht",
    "email_gmail_split_line_from": "On Mon, Aug 26, 2019",
    "email_ios_outlook": "________________________________",
    "email_ios_outlook_fr": "________________________________",
    "email_italian": "In data 11 ottobre 2017",
    "email_msn": "________________________________",
    "email_norwegian_gmail": "tir. 18. apr. 2017",
    "email_one_is_not_on": "On Oct 1, 2012",
    "email_original_message": "-----original message-----",
    "email_original_message_2": "----- Original Message -----",
    "email_outlook_split_line_from": "From: Human Resources",
    "email_portuguese": "Em 10 de julho de 2017",
    "email_reply_header": "On Wed, Dec 9,",
    "email_russian": "ср, 30 апр. 2025",
    "email_sent_from": "On Jun 17, 2017",
    "email_thread": "On Nov 21, 2014,",
    "email_tricky_5_mixed_languages": "Le 15 janv. 2024",
    "email_tricky_9_nested_quotes": "On Dec 15, 2024",
    "email_tricky_10_special_chars_in_name": "On Dec 15, 2024",
    "email_tricky_12_no_space_after_header": "On Dec 15, 2024",
    "email_tricky_14_long_quote_header": "On Monday, December 15",
    "email_tricky_15_original_message_variations": "-----Original Message-----",
    "email_tricky_17_forward_header": "---------- Forwarded message",
    "email_tricky_18_inline_reply": "On Dec 15, 2024",
    "email_tricky_19_quote_without_header": "> This is a quoted section",
    "email_tricky_20_html_entities": "On Dec 15, 2024",
    "email_unquoted_reply": "On Nov 26, 2013",
    "email_zoho": "---- On Wed, 24 Feb 2021",
}
# Answers and signatures below the quotation, and so what is said behind its beginning.
SAID_BELOW = {
    "email_2": ("You can list the keys", "riak-users mailing list"),
    "email_3": ("riak-users mailing list",),
    "email_7": ("Le informazioni contenute",),
    "email_bullets": ("Joe Smith",),
    "email_custom_quote_header": ("Scr34m",),
    "email_reply_header": ("My name is Stranger",),
    "email_tricky_18_inline_reply": ("option A is great", "some drawbacks", "not suitable"),
    "email_tricky_19_quote_without_header": ("My response", "final thoughts"),
}
# Programs that wrap what they quote leave lines without marks; in doubt those count as said.
BROKEN_QUOTES = {"email_7": ("ignissim odio?", "rhoncus"), "email_8": ("eget accumsan",)}


def test_real_layouts_are_split_where_a_reader_would(shared_mail):
    files = sorted((shared_mail / "replies").glob("*.txt"))
    assert len(files) >= 80
    wrong = [path.stem for path in files if not _split_as_read(path.stem, path.read_text("utf-8"))]
    assert wrong == []


def _split_as_read(name: str, text: str) -> bool:
    split = split_quoted(text)
    beginning = REAL.get(name)
    if beginning is None:
        return split.quoted == ""
    above = text.partition(beginning)[0]
    said_below = [line for line in split.said.split("\n") if line and line not in above]
    expected = SAID_BELOW.get(name, ()) + BROKEN_QUOTES.get(name, ())
    return (
        split.quoted.lstrip().startswith(beginning)
        and split.said.startswith(above.strip())
        and all(any(part in line for line in said_below) for part in expected)
        and (bool(expected) or not said_below)
    )

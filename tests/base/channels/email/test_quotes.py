"""What the sender wrote, apart from what their mail program quoted."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from baraza.base.channels.email.quotes import split_quoted

SAID = "Asante sana.\nThe pump works again.\n\nAmina"
ADDRESS = "Office <office@mp-otieno.example>"
# Sentences that mail programs put above a quotation, as each writes them.
SENTENCES = {
    "en gmail": f"On Tue, 16 Nov 2021 at 12:34, {ADDRESS} wrote:",
    "en apple": "On 16 Nov 2021, at 12:34, Office wrote:",
    "en yahoo": f"On Tuesday, November 16, 2021, 12:34:56 PM GMT+3, {ADDRESS} wrote:",
    "en wrapped": "On Tue, 16 Nov 2021 at 12:34, Office <\noffice@mp-otieno.example> wrote:",
    "en thrice wrapped": "On Tue, 16 Nov 2021\nat 12:34, Office <office@mp-otieno.example>\nwrote:",
    "en broken in the address": "On 16 Nov 2021 12:34, Office <office@mp-otieno.example\n> wrote:",
    "en zoho": "---- On Tue, 16 Nov 2021 12:34:56 +0300 office@mp-otieno.example wrote ----",
    "en 163": 'At 2021-11-16 12:34:56, "Office" <office@mp-otieno.example> wrote:',
    "en horde": f"Quoting {ADDRESS}:",
    "no verb": "2021-11-16 12:34 GMT+03:00 Office <office@mp-otieno.example>:",
    "fr": f"Le mar. 16 nov. 2021 à 12:34, {ADDRESS} a écrit :",
    "fr wrapped": f"Le mar. 16 nov. 2021 à 12:34, {ADDRESS} a\nécrit :",
    "es": "El mar, 16 nov 2021 a las 12:34, Office (<office@mp-otieno.example>) escribió:",
    "ar": f"في الثلاثاء، 16 نوفمبر 2021 في 12:34 م تمت كتابة ما يلي بواسطة {ADDRESS}:",
    "ar digits": f"في ١٦ نوفمبر ٢٠٢١، الساعة ١٢:٣٤، كتب {ADDRESS}:",
    "sw": f"Mnamo Jum, 16 Nov 2021 saa 12:34 {ADDRESS} aliandika:",
    "sw tarehe": f"Tarehe 16/11/2021 12:34, {ADDRESS} ameandika:",
    "pt": f"Em ter., 16 de nov. de 2021 às 12:34, {ADDRESS} escreveu:",
    "pt outlook": f"{ADDRESS} escreveu (terça, 16/11/2021 à(s) 12:34):",
    "de": f"Am Di., 16. Nov. 2021 um 12:34 Uhr schrieb {ADDRESS}:",
    "de thunderbird": "Am 16.11.21 um 12:34 schrieb Office:",
    "de ox": f"{ADDRESS} hat am 16.11.2021 12:34 geschrieben:",
    "it": f"Il giorno mar 16 nov 2021 alle ore 12:34 {ADDRESS} ha scritto:",
    "nl": f"Op di 16 nov. 2021 om 12:34 schreef {ADDRESS}:",
    "pl": f"wt., 16 lis 2021 o 12:34 {ADDRESS} napisał(a):",
    "ru": "вт, 16 нояб. 2021 г. в 12:34, Office <office@mp-otieno.example>:",
    "ru thunderbird": "16.11.2021 12:34, Office пишет:",
    "uk": f"вт, 16 лист. 2021 р. о 12:34 {ADDRESS} пише:",
    "zh": f"{ADDRESS} 于2021年11月16日周二 12:34写道：",
    "zh hant": f"{ADDRESS} 於 2021年11月16日 週二 下午12:34寫道：",
    "ja": "2021年11月16日(火) 12:34 Office <office@mp-otieno.example>:",
    "ja apple": "2021/11/16 12:34、Office <office@mp-otieno.example>のメール:",
    "ko": f"2021년 11월 16일 (화) 오후 12:34, {ADDRESS}님이 작성:",
    "tr": f"{ADDRESS}, 16 Kas 2021 Sal, 12:34 tarihinde şunu yazdı:",
    "sv": f"Den tis 16 nov. 2021 kl 12:34 skrev {ADDRESS}:",
    "da": f"tir. 16. nov. 2021 kl. 12.34 skrev {ADDRESS}:",
    "no broken": "tir. 16. nov. 2021 kl. 12:34 skrev Office <office@mp-otieno.example\n>:",
    "fi": "ti 16. marrask. 2021 klo 12.34 Office (office@mp-otieno.example) kirjoitti:",
    "cs": f"út 16. 11. 2021 v 12:34 odesílatel {ADDRESS} napsal:",
    "hu": f"{ADDRESS} ezt írta (időpont: 2021. nov. 16., K, 12:34):",
    "ro": f"În mar., 16 nov. 2021 la 12:34, {ADDRESS} a scris:",
    "el": f"Στις Τρί 16 Νοε 2021 στις 12:34 μ.μ., ο χρήστης {ADDRESS} έγραψε:",
    "he": "\u202bבתאריך יום ג׳, 16 בנוב׳ 2021 ב-12:34 מאת \u202aOffice\u202c\u200f"
    " <\u202aoffice@mp-otieno.example\u202c\u200f>:\u202c",
    "fa": f"در تاریخ سه‌شنبه ۱۶ نوامبر ۲۰۲۱،‏ ۱۲:۳۴ {ADDRESS} نوشت:",
    "hi": f"मंगल, 16 नव॰ 2021 को 12:34 pm को {ADDRESS} ने लिखा:",
    "am": f"በማክሰ 16 ኖቬም 2021 ከቀኑ 12:34 ላይ {ADDRESS} ጽፏል፦",
    "id": f"Pada tanggal Sel, 16 Nov 2021 pukul 12.34 {ADDRESS} menulis:",
    "vi": f"Vào 12:34, Th 3, 16 thg 11, 2021 {ADDRESS} đã viết:",
}
# From, sent, to and subject as Outlook and its relatives call them.
BLOCKS = {
    "en": ("From", "Sent", "To", "Subject"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "ar": ("من", "تاريخ الإرسال", "إلى", "الموضوع"),
    "sw": ("Kutoka", "Imetumwa", "Kwa", "Mada"),
    "pt": ("De", "Enviado", "Para", "Assunto"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "ru": ("От", "Отправлено", "Кому", "Тема"),
    "uk": ("Від", "Надіслано", "Кому", "Тема"),
    "zh": ("发件人", "发送时间", "收件人", "主题"),
    "ja": ("差出人", "送信日時", "宛先", "件名"),
    "ko": ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
    "tr": ("Kimden", "Gönderildi", "Kime", "Konu"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "da": ("Fra", "Sendt", "Til", "Emne"),
    "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět"),
    "hu": ("Feladó", "Elküldve", "Címzett", "Tárgy"),
    "ro": ("De la", "Trimis", "Către", "Subiect"),
    "el": ("Από", "Στάλθηκε", "Προς", "Θέμα"),
    "he": ("מאת", "נשלח", "אל", "נושא"),
    "fa": ("از", "ارسال شده", "به", "موضوع"),
    "hi": ("प्रेषक", "भेजा गया", "प्रति", "विषय"),
}
MARKERS = (
    "-----Original Message-----",
    "-------- Original message --------",
    "---------- Forwarded message ---------",
    "-----Ursprüngliche Nachricht-----",
    "-------- Message d'origine --------",
    "-----Mensaje original-----",
    "----- Mensagem encaminhada -----",
    "-----Messaggio originale-----",
    "-----Oorspronkelijk bericht-----",
    "-------- Исходное сообщение --------",
    "------------------ 原始邮件 ------------------",
    "-------- 원본 메시지 --------",
    "-------- الرسالة الأصلية --------",
    "-------- Ujumbe asili --------",
    "-----Orijinal İleti-----",
    "-------- Oprindelig besked --------",
    "Begin forwarded message:",
    "Début du message réexpédié :",
)
OURS = "Dear Amina,\nis the pump working?\n\nThe office"
MARKED = "\n".join(f"> {line}" for line in OURS.split("\n"))


def words(text: str) -> list[str]:
    """Every word, without the marks that a quotation adds."""
    return sorted(re.findall(r"[^\s>]+", text))


@pytest.mark.parametrize("heading", SENTENCES.values(), ids=SENTENCES)
@pytest.mark.parametrize("below", [OURS, MARKED], ids=["unmarked", "marked"])
def test_a_sentence_above_the_quotation_is_known(heading, below):
    split = split_quoted(f"{SAID}\n\n{heading}\n\n{below}\n")
    assert split.said == SAID
    assert split.quoted == f"{heading}\n\n{below}"


@pytest.mark.parametrize("labels", BLOCKS.values(), ids=BLOCKS)
@pytest.mark.parametrize("shape", ["{}: {}", "*{}:* {}", "{} : {}", "   {}: {}"])
def test_a_block_of_headers_above_the_quotation_is_known(labels, shape):
    values = (ADDRESS, "16.11.2021 12:34", "amina@post.example", "The pump")
    block = "\n".join(shape.format(*pair) for pair in zip(labels, values, strict=True))
    split = split_quoted(f"{SAID}\n\n________________________________\n{block}\n\n{OURS}")
    assert split.said == SAID
    assert OURS in split.quoted
    assert block.strip() in split.quoted


@pytest.mark.parametrize("marker", MARKERS)
def test_a_marker_above_the_quotation_is_known(marker):
    split = split_quoted(f"{SAID}\n\n{marker}\nFrom: {ADDRESS}\nDate: 16 Nov\n\n{OURS}")
    assert split.said == SAID
    assert split.quoted.startswith(marker)


def test_an_answer_below_the_quotation_is_said():
    split = split_quoted(f"{SENTENCES['en gmail']}\n{MARKED}\n\n{SAID}\n")
    assert split.said == SAID
    assert split.quoted == f"{SENTENCES['en gmail']}\n{MARKED}"


def test_answers_between_the_quotations_are_said_in_order():
    text = (
        f"Dear office,\n\n{SENTENCES['fr']}\n> Is the pump working?\nYes, since Monday.\n"
        "> And the school?\n\nNo teacher yet.\n> Regards\n"
    )
    split = split_quoted(text)
    assert split.said == "Dear office,\n\nYes, since Monday.\n\nNo teacher yet."
    assert "since Monday" not in split.quoted


def test_an_answer_below_an_outlook_block_with_marks_is_said():
    block = f"From: {ADDRESS}\nSent: 16.11.2021 12:34\nTo: amina@post.example\nSubject: Pump\n"
    split = split_quoted(f"See below.\n\n-----Original Message-----\n{block}\n{MARKED}\n\n{SAID}")
    assert split.said == f"See below.\n\n{SAID}"


@pytest.mark.parametrize(
    "text",
    [
        f"{SENTENCES['en gmail']}\n\n{OURS}\n\n{SAID}",
        f"Dear office,\n\n{SENTENCES['en gmail']}\n\n{OURS}\n\n{SAID}",
        f"Sent from my iPhone\n\nBegin forwarded message:\n\nFrom: {ADDRESS}\n\n{OURS}",
        MARKED,
    ],
    ids=["heading on top", "greeting on top", "forwarded only", "quotation only"],
)
def test_when_nothing_else_is_said_everything_is(text):
    assert split_quoted(text).said == text


@pytest.mark.parametrize("heading", ["Amina Hassan wrote:", "Juma a écrit :", "Otieno aliandika:"])
def test_a_bare_name_is_a_heading_when_marks_follow(heading):
    split = split_quoted(f"{heading}\n{MARKED}\n\n{SAID}")
    assert split.said == SAID
    assert split_quoted(f"{heading}\n{OURS}").quoted == ""


@pytest.mark.parametrize(
    "above", ["On Friday we met.", "On 3/05/2024 at 12:00 we met.", "Le voici :"]
)
def test_a_sentence_right_above_a_heading_is_said(above):
    for heading in ("Amina wrote:", SENTENCES["no verb"], SENTENCES["ru"]):
        assert split_quoted(f"{above}\n{heading}\n{MARKED}").said == above


def test_an_answer_below_a_shortened_quotation_is_said():
    split = split_quoted(f"{SENTENCES['en gmail']}\n\n[...]\n\n{MARKED}\n\n{SAID}")
    assert split.said == f"[...]\n\n{SAID}"


def test_a_signature_belongs_to_what_is_said():
    signature = "-- \nAmina Hassan\nKasipul\nSent from my phone"
    text = f"{SAID}\n\n{signature}\n\n{SENTENCES['en gmail']}\n{MARKED}"
    assert split_quoted(text).said == f"{SAID}\n\n{signature}"


@pytest.mark.parametrize(
    "text",
    [
        "On 3 May 2024 the council wrote:\nNo money is left.\n\nIs that so?",
        "On Thursday:\n\nthe clinic was shut.\n\nOn Friday:\n\nstill shut.",
        "On the one hand the road.\n\nOn the other, the bridge. He wrote: no.",
        "Am 3. Mai um 14:00 schrieb ich an rat@stadt.example:\nBitte helfen Sie.",
        "Call between 9:00 and 10:30 or write to Juma <juma@post.example>:\nhe knows more.",
        "From: the residents of Kasipul\nTo: the Hon. Member\nDate: 3 May\nSubject: Water\n\nSir,",
        "My route\nFrom: Kisumu\nTo: Nairobi\nevery day",
        "Points\n----\n1. water\n====\n2. road\n________________________________\nend",
        "The notice said original message lost.\n--- we never saw it ---\nHelp.",
        "He told me he wrote:\nnothing at all",
        "Please note:\nthe meeting is at 14:00:\nbring 2024 papers:\n",
    ],
)
def test_a_persons_own_words_are_not_a_heading(text):
    assert split_quoted(text).quoted == ""


def test_nothing_is_nothing():
    assert split_quoted("") == split_quoted("\n\n")
    assert split_quoted("").said == ""


LINES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "",
            "> quoted",
            ">> twice",
            ">:",
            "> wrote:",
            "wrote:",
            "On 3 May 2024 at 12:00",
            *SENTENCES.values(),
            *MARKERS,
            "________________________________",
            f"From: {ADDRESS}",
            "Sent: 3 May 2024 12:00",
            "To: amina@post.example",
            "Subject: Pump",
            "Sent from my iPhone",
            "Dear office,",
            "Yes.",
        ]
    ),
)


@given(st.lists(LINES, max_size=25).map("\n".join))
@example("Hi,\nOn 1 May 2024 at 1:00 <a@b.example\n>:\n> x")
@example("\r> a\r\nb\rc")
@example("\x0b> \x1c\x85")
def test_no_word_is_lost_and_something_is_always_said(text):
    split = split_quoted(text)
    assert sorted(words(split.said) + words(split.quoted)) == words(text)
    assert bool(split.said.strip()) == bool(text.strip())


@given(st.lists(st.sampled_from(["Yes.", "No, never.", "Thank you"]), min_size=1, max_size=8))
def test_every_answer_between_marked_lines_is_said(answers):
    text = SENTENCES["de"] + "\n" + "".join(f"> question\n\n{answer}\n\n" for answer in answers)
    assert words(split_quoted(text).said) == words(" ".join(answers))


@pytest.mark.parametrize(
    "text",
    [
        ">\n" * 100_000,
        "> a\nb\n" * 50_000,
        ">" * 1_000_000,
        "a " * 500_000,
        "On " * 330_000 + "wrote:",
        "wrote:\n" * 100_000,
        "On 3 May 2024 12:00 a@b.example\n" * 50_000,
        "On 3 May 2024 12:00 a@b.example wrote:\n> x\n" * 30_000,
        "From: a@b.example\n" * 100_000,
        "From: a@b.example\nDate: 1 12:00\n\n" * 40_000,
        "-----Original Message-----\n> x\n" * 40_000,
        "____\n" * 100_000,
        "\n" * 1_000_000,
        "<" * 500_000 + "\n>:" * 1_000,
        " " * 1_000_000 + ">",
    ],
    ids=lambda text: repr(text[:24]),
)
def test_hostile_text_takes_linear_time(text, within_seconds):
    with within_seconds(4):
        split_quoted(text)

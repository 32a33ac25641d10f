"""Which language a letter is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.base.channels.email.language import language_of

SENTENCES = {
    "en": (
        "The road near our school has been flooded since March and nobody came.",
        "Please can you tell me when the clinic will open again?",
        "I am writing about my mother's pension, which stopped in May.",
        "We need street lights on the way to the market.",
        "Thank you for your quick answer about the water bill.",
        "My son lost his bursary and cannot go back to college.",
    ),
    "fr": (
        "La route près de notre école est inondée depuis le mois de mars.",
        "Pouvez-vous me dire quand le dispensaire va rouvrir ?",
        "Je vous écris au sujet de la pension de ma mère, arrêtée en mai.",
        "Il nous faut des lampadaires sur le chemin du marché.",
        "Merci de votre réponse rapide sur la facture d'eau.",
        "Mon fils a perdu sa bourse et ne peut pas reprendre ses études.",
    ),
    "es": (
        "La carretera cerca de nuestra escuela está inundada desde marzo.",
        "¿Me puede decir cuándo volverá a abrir el centro de salud?",
        "Le escribo por la pensión de mi madre, que se cortó en mayo.",
        "Necesitamos farolas en el camino que va al mercado.",
        "Gracias por su rápida respuesta sobre el recibo del agua.",
        "Mi hijo perdió la beca y no puede volver a la universidad.",
    ),
    "ar": (
        "الطريق القريب من مدرستنا مغمور بالمياه منذ شهر مارس ولم يأت أحد.",
        "هل يمكنكم إخباري متى سيفتح المركز الصحي من جديد؟",
        "أكتب إليكم بخصوص معاش والدتي الذي توقف في مايو.",
        "نحتاج إلى إنارة الشارع المؤدي إلى السوق.",
        "شكرا على ردكم السريع حول فاتورة الماء.",
        "فقد ابني منحته الدراسية ولا يستطيع العودة إلى الجامعة.",
    ),
    "sw": (
        "Barabara karibu na shule yetu imejaa maji tangu mwezi wa tatu.",
        "Tafadhali niambie zahanati itafunguliwa lini tena?",
        "Naandika kuhusu pensheni ya mama yangu iliyosimama mwezi wa tano.",
        "Tunahitaji taa za barabarani kwenye njia ya kwenda sokoni.",
        "Asante kwa jibu lako la haraka kuhusu bili ya maji.",
        "Mwanangu alipoteza msaada wa masomo na hawezi kurudi chuoni.",
    ),
    "am": ("በትምህርት ቤታችን አጠገብ ያለው መንገድ ከመጋቢት ጀምሮ በጎርፍ ተጥለቅልቋል።",),
    "so": ("Wadada u dhow iskuulkayaga waa daadad ilaa bishii Maarso cidina ma iman.",),
    "ha": ("Hanyar kusa da makarantarmu ta cika da ruwa tun watan Maris.",),
    "yo": ("Ọ̀nà tó wà nítòsí ilé-ìwé wa ti kún fún omi láti oṣù kẹta.",),
    "pt": ("A estrada perto da nossa escola está inundada desde março e ninguém veio.",),
    "de": ("Die Straße bei unserer Schule steht seit März unter Wasser.",),
    "it": ("La strada vicino alla nostra scuola è allagata da marzo.",),
    "nl": ("De weg bij onze school staat sinds maart onder water.",),
    "pl": ("Droga obok naszej szkoły jest zalana od marca i nikt nie przyjechał.",),
    "ru": ("Дорога возле нашей школы затоплена с марта, и никто не приехал.",),
    "uk": ("Дорога біля нашої школи затоплена з березня, і ніхто не приїхав.",),
    "tr": ("Okulumuzun yanındaki yol mart ayından beri su altında.",),
    "hi": ("हमारे स्कूल के पास की सड़क मार्च से पानी में डूबी हुई है।",),
    "bn": ("আমাদের স্কুলের কাছের রাস্তা মার্চ থেকে জলের নিচে।",),
    "ur": ("ہمارے اسکول کے قریب کی سڑک مارچ سے پانی میں ڈوبی ہوئی ہے۔",),
    "fa": ("جاده نزدیک مدرسه ما از ماه مارس زیر آب است و کسی نیامده است.",),
    "zh": ("我们学校附近的路从三月起就被水淹了。",),
    "ja": ("学校の近くの道が三月から水につかっています。",),
    "ko": ("우리 학교 근처 길이 3월부터 물에 잠겨 있습니다.",),
    "el": ("Ο δρόμος κοντά στο σχολείο μας είναι πλημμυρισμένος.",),
    "he": ("הכביש ליד בית הספר שלנו מוצף מאז חודש מרץ.",),
}
CASES = [(language, sentence) for language, texts in SENTENCES.items() for sentence in texts]


@pytest.mark.parametrize(("language", "sentence"), CASES)
def test_one_sentence_is_enough(language, sentence):
    assert language_of(sentence) == language


@pytest.mark.parametrize("text", ["", "Ok", "Asante sana", "0722 000 111", "   \n", "12345 " * 40])
def test_too_little_to_tell(text):
    assert language_of(text) is None


def test_links_and_addresses_do_not_decide():
    text = "Barabara karibu na shule yetu imejaa maji\nhttps://www.council.example/report/flooding "
    assert language_of(text + "complaints@the-county-government.example " * 6) == "sw"


def test_a_letter_in_capitals_is_recognised():
    assert language_of(SENTENCES["sw"][0].upper()) == "sw"


def test_quoted_marks_are_not_read():
    assert language_of("> \n" * 10 + SENTENCES["fr"][0]) == "fr"


@pytest.mark.parametrize("language", ["fr", "es", "sw"])
def test_a_long_greeting_in_another_language_does_not_decide(language):
    greeting = "Dear Honourable Member of Parliament,\n\nGood morning, my name is Amani Otieno. "
    assert language_of(greeting + " ".join(SENTENCES[language])) == language


@pytest.mark.parametrize("language", ["en", "fr", "es", "sw"])
def test_where_a_letter_is_in_two_languages_what_it_is_mostly_in_decides(language):
    other = "en" if language != "en" else "fr"
    written = " ".join(SENTENCES[language][:4])
    # A name of a place in the middle, too little to be sure by.
    assert language_of(f"{written[:150]} Old Mill Road 12, 7 {written[150:]}") == language
    assert language_of(f"{written} {SENTENCES[other][0]}") == language


@given(st.text(max_size=300))
def test_any_text_gets_a_code_or_none(text):
    code = language_of(text)
    assert code is None or (len(code) == 2 and code.isascii() and code.islower())


def test_a_long_letter_costs_no_more_than_a_short_one():
    beginning = (SENTENCES["en"][0] + " ") * 20
    assert language_of(beginning + SENTENCES["fr"][0] * 40_000) == "en"

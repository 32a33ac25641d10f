"""What the office writes to an agency, ready to be changed before it leaves.

Not entries of the catalogues: a letter is in the agency's language, whatever the writer reads.
`[fields]` are filled by `queries.writing`; a line whose field has no value is left out.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadyWords:
    """One language. `others`: what is said in place of a field that names nobody or nothing."""

    subject: str
    attention: str
    greeting: str
    asks: str
    authorised: str
    knows: str
    question: str
    expected: str
    quote: str
    their_reference: str
    chase: str
    chase_again: str
    # After the two before it, where there are days to speak of.
    waited: str
    still_waits: str
    thanks: str
    closing: str
    somebody: str


WORDS = {
    "en": ReadyWords(
        subject="[kind]: an inquiry on behalf of a constituent (our reference [code])",
        attention="For the attention of [contact]",
        greeting="Dear Sir or Madam,",
        asks="[person] has asked [member] for help with this matter: [matter].",
        authorised="They have authorised us to ask you about it.",
        knows="What we know:",
        question=(
            "Please tell us how the matter stands, whether anything is still missing, and when a "
            "decision can be expected."
        ),
        expected="We would be grateful for an answer by [expected].",
        quote="When you answer, please quote our reference [code].",
        their_reference="Your reference: [reference]",
        chase=(
            "On [asked] we wrote to you about this matter: [matter]. We have not had your answer "
            "yet. Please tell us how it stands, or by when we may expect to hear from you."
        ),
        chase_again=(
            "On [asked] we wrote to you about this matter: [matter]. We reminded you on "
            "[reminded], and have not had an answer. Please tell us who is dealing with it, and by "
            "when it will be decided. If somebody else is responsible, please "
            "tell us whom to ask."
        ),
        waited="[days] days have passed since we first wrote.",
        still_waits="[person] is still waiting.",
        thanks="Thank you for your answer.",
        closing="Yours faithfully,",
        somebody="A constituent",
    ),
    "fr": ReadyWords(
        subject="[kind] : demande au nom d’un administré (notre référence [code])",
        attention="À l’attention de [contact]",
        greeting="Madame, Monsieur,",
        asks="[person] a demandé l’aide de [member] dans l’affaire suivante : [matter].",
        authorised="Cette personne nous a autorisés à vous interroger à ce sujet.",
        knows="Ce que nous savons :",
        question=(
            "Pourriez-vous nous dire où en est le dossier, s’il manque encore quelque chose, et "
            "quand une décision peut être attendue ?"
        ),
        expected="Nous vous serions reconnaissants de nous répondre avant le [expected].",
        quote="Merci de rappeler notre référence [code] dans votre réponse.",
        their_reference="Votre référence : [reference]",
        chase=(
            "Le [asked], nous vous avons écrit au sujet de l’affaire suivante : [matter]. "
            "Nous n’avons pas encore reçu votre réponse. Merci de nous dire où "
            "en est le dossier, ou quand nous pouvons espérer vous lire."
        ),
        chase_again=(
            "Le [asked], nous vous avons écrit au sujet de l’affaire suivante : [matter]. Nous "
            "vous l’avons rappelée le [reminded], sans recevoir de réponse. Merci de nous dire "
            "qui s’en occupe et quand une décision sera prise. Si un autre service est "
            "compétent, merci de nous indiquer lequel."
        ),
        waited="[days] jours ont passé depuis notre première lettre.",
        still_waits="[person] attend toujours.",
        thanks="Merci de votre réponse.",
        closing="Veuillez agréer, Madame, Monsieur, nos salutations distinguées.",
        somebody="Une personne de notre circonscription",
    ),
    "es": ReadyWords(
        subject="[kind]: consulta en nombre de una persona de la circunscripción (nuestra referencia [code])",  # noqa: E501
        attention="A la atención de [contact]",
        greeting="A quien corresponda:",
        asks="[person] ha pedido ayuda a [member] en el siguiente asunto: [matter].",
        authorised="Nos ha autorizado a preguntarles por él.",
        knows="Lo que sabemos:",
        question=(
            "Les rogamos que nos digan en qué estado se encuentra el asunto, si falta algo y "
            "cuándo puede esperarse una decisión."
        ),
        expected="Les agradeceríamos una respuesta antes del [expected].",
        quote="En su respuesta, citen por favor nuestra referencia [code].",
        their_reference="Su referencia: [reference]",
        chase=(
            "El [asked] les escribimos sobre este asunto: [matter]. Aún no hemos recibido su "
            "respuesta. Les rogamos que nos digan en qué estado se encuentra "
            "o cuándo podemos esperar noticias suyas."
        ),
        chase_again=(
            "El [asked] les escribimos sobre este asunto: [matter]. Se lo recordamos el "
            "[reminded], sin recibir respuesta. Les rogamos que nos digan quién se "
            "ocupa de él y cuándo se decidirá. Si corresponde a otro servicio, dígannos por favor "
            "a cuál."
        ),
        waited="Han pasado [days] días desde nuestra primera carta.",
        still_waits="[person] sigue esperando.",
        thanks="Gracias por su respuesta.",
        closing="Atentamente,",
        somebody="Una persona de nuestra circunscripción",
    ),
    "ar": ReadyWords(
        subject="[kind]: استفسار باسم أحد المواطنين (مرجعنا [code])",
        attention="عناية: [contact]",
        greeting="السادة الكرام، تحية طيبة وبعد،",
        asks="طلب منا [person] المساعدة من مكتب [member] في الموضوع الآتي: [matter].",
        authorised="وقد فوّضنا بالاستفسار لديكم عن هذا الموضوع.",
        knows="ما نعرفه:",
        question=("نرجو إفادتنا بما وصل إليه الموضوع، وهل ينقصه شيء، ومتى يُتوقع صدور قرار بشأنه."),
        expected="نكون شاكرين لو وصلنا ردكم قبل [expected].",
        quote="نرجو ذكر مرجعنا [code] في ردكم.",
        their_reference="مرجعكم: [reference]",
        chase=(
            "كتبنا إليكم بتاريخ [asked] بشأن الموضوع الآتي: [matter]. ولم يصلنا ردكم بعد. "
            "نرجو إفادتنا بما وصل إليه الموضوع، أو متى يمكننا توقع ردكم."
        ),
        chase_again=(
            "كتبنا إليكم بتاريخ [asked] بشأن الموضوع الآتي: [matter]، وذكّرناكم به بتاريخ "
            "[reminded]، ولم يصلنا رد. نرجو إفادتنا بمن يتولى الموضوع ومتى "
            "يُبتّ فيه. وإن كانت جهة أخرى هي المختصة فنرجو إرشادنا إليها."
        ),
        waited="عدد الأيام التي مضت منذ رسالتنا الأولى: [days].",
        still_waits="ما زال صاحب الشأن ينتظر: [person].",
        thanks="شكرًا على ردكم.",
        closing="وتفضلوا بقبول فائق الاحترام،",
        somebody="أحد المواطنين",
    ),
}

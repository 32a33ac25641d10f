"""What people sign before the office writes its own words: plain enough to be read aloud.

Not entries of the catalogues: it is signed in languages the screens may not be translated into,
and each version is kept as it was signed.
"""

WORDS = {
    "en": (
        "I ask the member of parliament named on this page, and the staff of the office, to help "
        "me in this matter.\n\n"
        "They may write and speak for me to the authorities named here; where none is named, to "
        "those responsible. They may tell them what they need to know about me and this matter, "
        "and receive their answers and copies of papers about me.\n\n"
        "What the office learns is used to help me, and for nothing else. I can take this back at "
        "any time, in writing, by telephone or in person. From then on nobody is asked any more."
    ),
    "fr": (
        "Je demande à l’élu nommé sur cette page et au personnel de son bureau de m’aider dans "
        "cette affaire.\n\n"
        "Ils peuvent écrire et parler en mon nom aux administrations nommées ici ; si aucune n’est "
        "nommée, à celles qui sont compétentes. Ils peuvent leur dire ce qu’elles ont besoin de "
        "savoir de moi et de cette affaire, et recevoir leurs réponses et des copies de documents "
        "qui me concernent.\n\n"
        "Ce que le bureau apprend sert à m’aider, et à rien d’autre. Je peux revenir sur cet "
        "accord à tout moment, par écrit, par téléphone ou de vive voix. À partir de là, personne "
        "n’est plus interrogé."
    ),
    "es": (
        "Pido a la persona parlamentaria nombrada en esta página, y al personal de su oficina, que "
        "me ayuden en este asunto.\n\n"
        "Pueden escribir y hablar en mi nombre con las autoridades nombradas aquí; si no se nombra "
        "ninguna, con las responsables. Pueden decirles lo que necesiten saber de mí y de este "
        "asunto, y recibir sus respuestas y copias de documentos sobre mí.\n\n"
        "Lo que la oficina sepa se usa para ayudarme, y para nada más. Puedo retirar este permiso "
        "en cualquier momento, por escrito, por teléfono o en persona. Desde entonces no se "
        "preguntará a nadie más."
    ),
    "ar": (
        "أطلب من عضو البرلمان المذكور في هذه الصفحة ومن العاملين في مكتبه أن يساعدوني في هذا "
        "الأمر.\n\n"
        "يجوز لهم أن يكتبوا ويتحدثوا نيابةً عني إلى الجهات المذكورة هنا، وإن لم تُذكر جهة فإلى "
        "الجهات المسؤولة. ويجوز لهم أن يخبروها بما تحتاج إلى معرفته عني وعن هذا الأمر، وأن "
        "يتسلّموا ردودها ونسخًا من الأوراق التي تخصني.\n\n"
        "ما يعرفه المكتب يُستعمل لمساعدتي ولا يُستعمل لغير ذلك. ويمكنني أن أسحب هذه الموافقة في "
        "أي وقت، كتابةً أو بالهاتف أو حضورًا. ومنذ ذلك الحين لا يُسأل أحد."
    ),
}

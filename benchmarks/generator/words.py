"""What the generated letters are made of: invented names, places and sentences by language.

Sentences are real prose, not word salad, so that finding the language, the quotes and the words
of a search costs what it costs with real letters. `{slots}` are filled per letter.
"""

MP_NAME = "Neema Solberg"
OFFICE_DOMAIN = "solberg-office.example"
OFFICE_ADDRESS = f"casework@{OFFICE_DOMAIN}"
PROVIDERS = ("post.example", "inbox.example", "mailbox.example", "letters.example", "uni.example")

FIRST_NAMES = (
    "Amara",
    "Bilal",
    "Carys",
    "Dong-hyun",
    "Eleni",
    "Farida",
    "Gwen",
    "Hassan",
    "Ines",
    "Joaquín",
    "Kateryna",
    "Lwazi",
    "Mihaela",
    "Noor",
    "Oluwaseun",
    "Petr",
    "Quyên",
    "Rania",
    "Søren",
    "Tendai",
    "Ulrike",
    "Väinö",
    "Wambui",
    "Ximena",
    "Yaw",
    "Zeynep",
    "Łucja",
    "Ömer",
    "François",
    "Svetlana",
    "Ольга",
    "Γιώργος",
)
LAST_NAMES = (
    "Abiodun",
    "Bergström",
    "Chikere",
    "Dubois",
    "Eze",
    "Ferreira",
    "Górski",
    "Haddad",
    "Ivanova",
    "Jansen",
    "Kariuki",
    "Lindqvist",
    "Moreau",
    "Ndlovu",
    "O'Rourke",
    "Petrescu",
    "Quispe",
    "Rahman",
    "Šimek",
    "Tanaka",
    "Uddin",
    "Villanueva",
    "Wójcik",
    "Xu",
    "Yıldız",
    "Zulu",
    "Nwosu",
    "Halvorsen",
    "Kowalczyk",
    "Mbeki-Stone",
)
STREETS = (
    "Foundry Lane",
    "Harbour Row",
    "Acacia Close",
    "Old Mill Road",
    "Lantern Street",
    "Weavers Green",
    "Observatory Hill",
    "Tannery Yard",
    "Orchard Bank",
    "Ferry Walk",
)
TOWNS = ("Brackenford", "Port Illis", "Marrowby", "Upper Tamsin", "Kestrel Bay", "Old Quennick")
RIVERS = ("Tamsin", "Illis", "Brack", "Quennick", "Marrow", "Hallow")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

TOPICS: dict[str, tuple[str, ...]] = {
    "housing": (
        "The damp in our flat on {street} has spread to the children's bedroom.",
        "The landlord was told in {month} and has sent nobody since.",
        "The housing association closed my complaint, reference {ref}, without a visit.",
        "We have been on the waiting list for {n} years and the rent has risen again.",
        "The boiler failed {n} weeks ago and there are four of us at home.",
        "An eviction notice came on Friday and I do not know whether it is lawful.",
        "The managing agent asks {amount} for cladding we never agreed to.",
        "Our neighbours at number {n} have the same black mould on the ceiling.",
    ),
    "transport": (
        "The number {n} bus no longer stops at {street} after seven in the evening.",
        "There is no step-free way onto the platform at {town} station.",
        "The pothole outside number {n} has damaged two cars since {month}.",
        "Children cross a fast road here and the speed limit is ignored every morning.",
        "Trains to {town} were cancelled on {n} days last month.",
        "The ticket office is to close although most of us do not own a smartphone.",
        "A cycle lane was promised in {month} and nothing has been painted.",
    ),
    "health": (
        "My mother has waited {n} months for an appointment at the clinic in {town}.",
        "The hospital lost my referral, reference {ref}, and asks me to begin again.",
        "No dentist within {n} miles takes new patients.",
        "The pharmacy on {street} shuts in {month} and the next one is two buses away.",
        "I care for my brother and nobody has assessed what help we need.",
        "The ambulance took {n} hours and he was lying on the floor the whole time.",
        "The midwives are kind but there are too few of them.",
    ),
    "benefits": (
        "My disability payment was stopped on the {n}th of {month} without a letter.",
        "The tribunal found for me, case {ref}, and I have still not been paid.",
        "They say I was overpaid {amount}, and they take it from this month's money.",
        "I asked for a mandatory reconsideration {n} weeks ago.",
        "The carer's allowance form asks for papers which only the office itself holds.",
        "I was sanctioned for missing an appointment while I was in hospital.",
    ),
    "immigration": (
        "My wife's visa application, {ref}, has been undecided for {n} months.",
        "The interview at the embassy was moved three times.",
        "Our passports are held and my father is gravely ill abroad.",
        "We paid {amount} in fees and cannot reach anybody by telephone.",
        "My leave to remain ends in {month} and my employer is asking for proof.",
    ),
    "environment": (
        "There was sewage in the {river} again on the {n}th of {month}.",
        "The wood behind {street} is to be felled for {n} parking spaces.",
        "Bins on our side of {town} have not been emptied for {n} weeks.",
        "The flood wall was never finished and the meadow stands under water.",
        "The incinerator's smoke reaches the playground when the wind is from the east.",
    ),
    "education": (
        "My son has had no school place since {month} because his plan was not reviewed.",
        "There are {n} pupils in the class and one teacher.",
        "The nursery in {town} raised its fees by {amount} a month.",
        "The school bus was cut and the walk along {street} has no pavement.",
        "My daughter's apprenticeship ended when the college closed the course.",
    ),
}

PLAIN_ENGLISH = (
    "I would be grateful if you could look into this for me.",
    "I have kept every letter and can send copies.",
    "Thank you for the answer you gave my neighbour last year.",
    "I voted for the first time in {month} and I hope this is the right place to write to.",
    "Please tell me whom I should turn to if this is not your business.",
    "I can come to the office on any weekday after four.",
    "My telephone number has not changed.",
    "Nobody has been able to explain to us why this takes so long.",
)

# A sentence of one's own is put together from these, so that two people rarely write the same one.
WHO = (
    "The caretaker",
    "A nurse on the ward",
    "My younger sister",
    "The man from the council",
    "Our head teacher",
    "The lady at the counter",
    "My late husband's doctor",
    "A neighbour from {street}",
    "The bus driver",
    "Somebody in {town}",
    "The letting agency",
    "My employer",
    "The parish clerk",
    "An engineer",
    "The inspector",
    "Our eldest",
)
DID = (
    "promised to ring back about",
    "took photographs of",
    "could not explain",
    "asked us to pay {amount} towards",
    "wrote down everything about",
    "lost the file on",
    "laughed at",
    "sent case {ref} back because of",
    "was honest with us about",
    "still waits for a word on",
    "measured and then forgot",
    "blames the rain for",
    "has a video of",
    "refuses to discuss",
)
WHAT = (
    "the broken gate",
    "our second application",
    "the smell in the stairwell",
    "the cancelled operation",
    "the missing pages",
    "the crossing by the school",
    "the water under the floor",
    "the backdated rent",
    "the noise from the yard",
    "the letter of the {n}th",
    "the fence along the {river}",
    "the empty shop",
    "the hearing",
    "the wheelchair ramp",
    "the wrong date of birth",
    "the lift",
    "the old bridge",
    "the street lamps",
)
WHEN = (
    "last week",
    "in {month}",
    "on the {n}th of {month}",
    "before the holidays",
    "when the snow came",
    "twice now",
    "at the meeting in {town}",
    "after the election",
    "while I was at work",
    "{n} days ago",
    "in front of the children",
    "over the telephone",
)
WHY = (
    "which frightened my mother.",
    "and that was the end of it.",
    "so we are back where we began.",
    "although the rules say otherwise.",
    "and I have the receipt.",
    "which cost us {amount}.",
    "but nothing came of it.",
    "and the next date is in {month}.",
    "and nobody apologised.",
    "because the form had changed.",
    "which is not what I was told in {town}.",
    "and now we sleep in one room.",
)

CAMPAIGNS: tuple[tuple[str, str], ...] = (
    ("Stop sewage in the {river}", "environment"),
    ("Keep the hospital in {town} open", "health"),
    ("A fair deal for tenants in {town}", "housing"),
    ("Bring back the night bus to {town}", "transport"),
    ("Fund our schools in {town}", "education"),
    ("No cuts to carers in {town}", "benefits"),
)
CAMPAIGN_ENDINGS = ("", "!", " - please act", " (constituent)", " - from a voter")
GREETINGS = (f"Dear {MP_NAME},", f"Dear Ms {MP_NAME.split()[1]},", "Dear MP,", "To my MP,")

AUTO_REPLIES: tuple[tuple[str, str], ...] = (
    ("Automatic reply: {subject}", "I am away until the {n}th of {month}. I will read this then."),
    ("Out of office: {subject}", "Thank you for your mail. I am on leave, back in {month}."),
    ("Réponse automatique : {subject}", "Je suis absent jusqu'au {n} {month}. Merci."),
    ("Abwesenheitsnotiz: {subject}", "Ich bin bis zum {n}. {month} nicht im Büro."),
    ("Respuesta automática: {subject}", "Estoy fuera de la oficina hasta el {n} de {month}."),
    ("Odpowiedź automatyczna: {subject}", "Jestem nieobecny do {n} {month}. Proszę o cierpliwość."),
)
QUOTE_LINES = (
    "On {date}, {name} <{address}> wrote:",
    "-----Original Message-----\nFrom: {name} <{address}>\nSent: {date}\nSubject: {subject}\n",
    "________________________________\nFrom: {name} <{address}>\nSent: {date}\nTo: casework\n"
    "Subject: {subject}\n",
    "Le {date}, {name} <{address}> a écrit :",
    "Am {date} schrieb {name} <{address}>:",
    "El {date}, {name} <{address}> escribió:",
)
LISTS = (
    ("tenants", "Brackenford Tenants", "housing"),
    ("riverwatch", "Friends of the river", "environment"),
    ("parents", "Parents of Kestrel Bay", "education"),
    ("bus-users", "Bus users' forum", "transport"),
)
ATTACHMENTS = (
    ("application", "pdf", "decision letter {n}.pdf"),
    ("image", "jpeg", "IMG_{ref}.jpg"),
    (
        "application",
        "vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Zażalenie – część {n}.docx",
    ),
    ("image", "png", "Bildschirmfoto {n} – Ölfleck.png"),
)
MAIL_PROGRAMS = ("Thunderbird 128.4", "iPhone Mail (22B91)", "Outlook-Android", "Apple Mail (2.38)")

"""The letters that say how the office goes about a case, ready to be changed at will.

They are written in the constituent's language, which need not be one of the screens': so they are
no catalogue entries. {member}, {code}, {day} and {name} are filled in; what helps stands below.
"""

WORDS = {
    "en": {
        "thanks": "Thank you for telling us about this. We have looked at it with care.",
        "inform": "You can settle this yourself, and quickest so. This is how:",
        "refer": "The right place for this is {name}. They know such matters, and they decide "
        "them. If they do not help you, come back to us: then we look further.",
        "programme": "There is support that may be yours: {name}. This is what you need to know:",
        "resolve": "We take this on. We will ask those responsible, and tell you what they "
        "answer. You hear from us by {day} at the latest, even if there is nothing new. Your case "
        "has the code {code}; with it you can ask at any time how it stands.\n\n"
        "We cannot promise that it ends as you wish. We do promise to ask, and to tell you "
        "honestly what we hear.",
        "permission": "Before we may ask others about you, we need your permission. It takes a "
        "minute: we show you what it says, and you sign it, or agree before a witness.",
        "money": "You ask for help with money, and you have your reasons. We have to say no, to "
        "you as to everybody: a member of parliament has no fund for fees, bills or funerals, and "
        "may not give out money. If we chose who gets it, that would be unfair to those who do "
        "not ask.",
        "job": "You ask for help to find work, and we understand what hangs on it. We have to say "
        "no, to you as to everybody: public posts are given by open competition, and a word from "
        "a member of parliament must not count in it. That protects you, too, where somebody else "
        "has better connections.",
        "favour": "You ask us to see to it that an exception is made for you. We have to say no, "
        "to you as to everybody: an office decides by the same rules for all, and a member of "
        "parliament must not change that for one person.",
        "court": "Your matter is before a court, or will be. Judges decide alone, and a member of "
        "parliament must not speak to them about a case: that protects you as it does the other "
        "side. A lawyer or the free legal advice can help you; we cannot.",
        "conflict": "Somebody in our office is too close to this matter to look at it fairly. You "
        "deserve better than that, so we do not take it on, and tell you so openly.",
        "outside": "You live where another member of parliament represents you. That office knows "
        "your authorities, and you have a right to its help: {name}.",
        "not_ours": "This is not something a member of parliament can decide or look into.",
        "role": "What {member} can do is speak for you: ask an authority why something you are "
        "entitled to does not come, watch over how public money is spent, and change laws that "
        "fail people. If an authority treats you wrongly, please tell us.",
        "passed_on": "With your consent, we send them what you told us, so that you need not "
        "begin anew.",
        "offers": "This may help you on:",
        "phone": "Telephone: {value}",
        "hours": "Open: {value}",
        "website": "More: {value}",
        "who": "For whom: {value}",
        "bring": "What to bring: {value}",
        "how": "How to apply: {value}",
        "until": "Apply by {value}",
        "close": "If anything here is not clear, ask us. Our door stays open to you.",
    },
    "fr": {
        "thanks": "Merci de nous en avoir parlé. Nous avons examiné votre demande avec soin.",
        "inform": "Vous pouvez régler cela vous-même, et c’est le plus rapide. Voici comment :",
        "refer": "Le bon endroit pour cela est {name}. C’est là qu’on connaît ces questions et "
        "qu’on en décide. Si l’on ne vous aide pas, revenez nous voir : nous chercherons plus "
        "loin.",
        "programme": "Il existe une aide à laquelle vous avez peut-être droit : {name}. Voici ce "
        "qu’il faut savoir :",
        "resolve": "Nous nous en chargeons. Nous interrogerons les responsables et vous dirons ce "
        "qu’ils répondent. Vous aurez de nos nouvelles au plus tard le {day}, même s’il n’y a "
        "rien de nouveau. Votre dossier porte le code {code} ; avec lui, vous pouvez demander à "
        "tout moment où il en est.\n\n"
        "Nous ne pouvons pas promettre que tout finira comme vous le souhaitez. Nous promettons "
        "de demander, et de vous dire honnêtement ce que nous apprenons.",
        "permission": "Avant d’interroger d’autres personnes à votre sujet, il nous faut votre "
        "accord. Cela prend une minute : nous vous montrons le texte, et vous le signez, ou "
        "donnez votre accord devant un témoin.",
        "money": "Vous demandez une aide en argent, et vous avez vos raisons. Nous devons dire "
        "non, à vous comme à tout le monde : une personne élue au parlement n’a pas de caisse "
        "pour des frais, des factures ou des obsèques, et ne peut pas distribuer d’argent. "
        "Choisir qui en reçoit serait injuste envers ceux qui n’en demandent pas.",
        "job": "Vous demandez de l’aide pour trouver du travail, et nous savons ce qui en dépend. "
        "Nous devons dire non, à vous comme à tout le monde : les emplois publics s’obtiennent "
        "par concours ouvert, et un mot d’une personne élue ne doit pas y compter. Cela vous "
        "protège aussi, là où d’autres ont de meilleures relations.",
        "favour": "Vous nous demandez d’obtenir une exception pour vous. Nous devons dire non, à "
        "vous comme à tout le monde : une administration décide selon les mêmes règles pour tous, "
        "et une personne élue ne doit pas y changer quoi que ce soit pour quelqu’un.",
        "court": "Votre affaire est devant un tribunal, ou le sera. Les juges décident seuls, et "
        "une personne élue ne doit pas leur parler d’une affaire : cela vous protège comme "
        "l’autre partie. Un avocat ou l’aide juridique gratuite peut vous aider ; nous ne le "
        "pouvons pas.",
        "conflict": "Quelqu’un de notre bureau est trop proche de cette affaire pour l’examiner "
        "avec justice. Vous méritez mieux : nous ne la prenons donc pas en charge, et nous vous "
        "le disons ouvertement.",
        "outside": "Là où vous habitez, c’est un autre membre du parlement qui vous représente. "
        "Ce bureau connaît vos administrations, et vous avez droit à son aide : {name}.",
        "not_ours": "Ce n’est pas une chose qu’un membre du parlement peut décider ou examiner.",
        "role": "Ce que {member} peut faire, c’est parler pour vous : demander à une "
        "administration pourquoi ce à quoi vous avez droit n’arrive pas, veiller à l’usage de "
        "l’argent public, et changer les lois qui laissent des gens de côté. Si une "
        "administration vous traite mal, dites-le-nous.",
        "passed_on": "Avec votre accord, nous leur envoyons ce que vous nous avez dit, pour que "
        "vous n’ayez pas à tout recommencer.",
        "offers": "Ceci peut vous aider :",
        "phone": "Téléphone : {value}",
        "hours": "Ouvert : {value}",
        "website": "En savoir plus : {value}",
        "who": "Pour qui : {value}",
        "bring": "À apporter : {value}",
        "how": "Comment la demander : {value}",
        "until": "Demande à faire avant le {value}",
        "close": "Si quelque chose n’est pas clair, demandez-nous. Notre porte vous reste ouverte.",
    },
    "es": {
        "thanks": "Gracias por contárnoslo. Lo hemos mirado con atención.",
        "inform": "Puede resolverlo usted, y así es más rápido. Así se hace:",
        "refer": "El lugar adecuado para esto es {name}. Allí conocen estos asuntos y los "
        "deciden. Si no le ayudan, vuelva a nosotros: entonces buscaremos más.",
        "programme": "Hay una ayuda que quizá le corresponda: {name}. Esto es lo que debe saber:",
        "resolve": "Nos ocupamos de ello. Preguntaremos a los responsables y le diremos qué "
        "contestan. Tendrá noticias nuestras a más tardar el {day}, aunque no haya nada nuevo. Su "
        "caso tiene el código {code}; con él puede preguntar en cualquier momento cómo va.\n\n"
        "No podemos prometer que termine como usted desea. Sí prometemos preguntar y decirle con "
        "honestidad lo que sepamos.",
        "permission": "Antes de preguntar a otros sobre usted, necesitamos su permiso. Es un "
        "minuto: le mostramos lo que dice, y usted lo firma, o lo da ante un testigo.",
        "money": "Nos pide ayuda con dinero, y tiene sus razones. Tenemos que decir que no, a "
        "usted como a todos: una persona parlamentaria no tiene fondos para matrículas, facturas "
        "o entierros, ni puede repartir dinero. Si eligiéramos a quién darlo, no sería justo con "
        "quienes no piden.",
        "job": "Nos pide ayuda para encontrar trabajo, y sabemos cuánto depende de ello. Tenemos "
        "que decir que no, a usted como a todos: los puestos públicos se dan por concurso "
        "abierto, y la palabra de una persona parlamentaria no debe contar en él. Eso también le "
        "protege cuando otros tienen mejores contactos.",
        "favour": "Nos pide que consigamos una excepción para usted. Tenemos que decir que no, a "
        "usted como a todos: una oficina pública decide con las mismas reglas para todos, y una "
        "persona parlamentaria no debe cambiarlo para alguien.",
        "court": "Su asunto está ante un tribunal, o lo estará. Los jueces deciden solos, y una "
        "persona parlamentaria no debe hablarles de un caso: eso le protege a usted y a la otra "
        "parte. Un abogado o la asesoría jurídica gratuita puede ayudarle; nosotros no.",
        "conflict": "Alguien de nuestra oficina está demasiado cerca de este asunto para verlo "
        "con justicia. Usted merece algo mejor: por eso no lo tomamos, y se lo decimos "
        "abiertamente.",
        "outside": "Donde usted vive le representa otro miembro del parlamento. Esa oficina "
        "conoce a sus autoridades, y usted tiene derecho a su ayuda: {name}.",
        "not_ours": "Esto no es algo que un miembro del parlamento pueda decidir o investigar.",
        "role": "Lo que {member} sí puede hacer es hablar por usted: preguntar a una autoridad "
        "por qué no llega algo a lo que tiene derecho, vigilar cómo se gasta el dinero público y "
        "cambiar leyes que dejan a gente fuera. Si una autoridad le trata mal, díganoslo.",
        "passed_on": "Con su consentimiento, les enviamos lo que nos contó, para que no tenga que "
        "empezar de nuevo.",
        "offers": "Esto puede ayudarle:",
        "phone": "Teléfono: {value}",
        "hours": "Horario: {value}",
        "website": "Más información: {value}",
        "who": "Para quién: {value}",
        "bring": "Qué llevar: {value}",
        "how": "Cómo solicitarla: {value}",
        "until": "Solicitud hasta el {value}",
        "close": "Si algo no está claro, pregúntenos. Nuestra puerta sigue abierta para usted.",
    },
    "ar": {
        "thanks": "نشكركم على إخبارنا بهذا الأمر. وقد نظرنا فيه بعناية.",
        "inform": "يمكنكم إنهاء هذا الأمر بأنفسكم، وهذا أسرع. وإليكم الطريقة:",
        "refer": "الجهة المناسبة لهذا الأمر هي {name}. فهي تعرف مثل هذه الأمور وهي التي تقرر "
        "فيها. وإن لم تساعدكم فعودوا إلينا، وعندها نبحث عن سبيل آخر.",
        "programme": "هناك دعم قد يكون من حقكم: {name}. وهذا ما ينبغي معرفته:",
        "resolve": "سنتولى هذا الأمر. سنسأل المسؤولين ونخبركم بما يجيبون. وستسمعون منا في موعد "
        "أقصاه {day} حتى إن لم يكن هناك جديد. رمز ملفكم هو {code}، وبه يمكنكم أن تسألوا في أي وقت "
        "إلى أين وصل.\n\n"
        "لا نستطيع أن نعد بأن ينتهي الأمر كما تتمنون. لكننا نعد بأن نسأل وأن نخبركم بصدق بما "
        "نعرفه.",
        "permission": "قبل أن نسأل غيرنا عنكم نحتاج إلى موافقتكم. لن يستغرق ذلك أكثر من دقيقة: "
        "نعرض عليكم النص فتوقّعونه، أو توافقون عليه أمام شاهد.",
        "money": "تطلبون مساعدة مالية، ولكم أسبابكم. وعلينا أن نعتذر لكم كما نعتذر للجميع: ليس "
        "لدى عضو البرلمان صندوق للرسوم أو الفواتير أو الجنائز، ولا يجوز له أن يوزّع المال. ولو "
        "اخترنا نحن من يحصل عليه لما كان ذلك عدلًا لمن لا يطلب.",
        "job": "تطلبون مساعدة في إيجاد عمل، ونعلم ما يتوقف على ذلك. وعلينا أن نعتذر لكم كما نعتذر "
        "للجميع: الوظائف العامة تُنال بالمنافسة المفتوحة، ولا يجوز أن يكون لكلمة عضو البرلمان أثر "
        "فيها. وهذا يحميكم أنتم أيضًا حين تكون لغيركم معارف أقوى.",
        "favour": "تطلبون منا أن نسعى إلى استثناء لكم. وعلينا أن نعتذر لكم كما نعتذر للجميع: "
        "الإدارة تقرر بالقواعد نفسها للجميع، ولا يجوز لعضو البرلمان أن يغيّر ذلك من أجل شخص واحد.",
        "court": "أمركم معروض على محكمة أو سيُعرض عليها. القضاة يقررون وحدهم، ولا يجوز لعضو "
        "البرلمان أن يكلّمهم في قضية، وهذا يحميكم كما يحمي الطرف الآخر. يمكن لمحامٍ أو لمكتب "
        "المساعدة القانونية المجانية أن يساعدكم، أما نحن فلا نستطيع.",
        "conflict": "أحد العاملين في مكتبنا قريب من هذا الأمر إلى حد يمنع النظر فيه بإنصاف. وأنتم "
        "تستحقون أفضل من ذلك، لذا لا نتولاه ونقولها لكم بصراحة.",
        "outside": "يمثّلكم في مكان سكنكم عضو آخر في البرلمان. ومكتبه يعرف الجهات المسؤولة لديكم، "
        "ومن حقكم أن يساعدكم: {name}.",
        "not_ours": "ليس هذا مما يستطيع عضو البرلمان أن يقرره أو ينظر فيه.",
        "role": "ما يستطيعه {member} هو أن يتكلم من أجلكم: أن يسأل جهة لماذا لا يصلكم ما هو من "
        "حقكم، وأن يراقب إنفاق المال العام، وأن يغيّر قوانين لا تنصف الناس. وإن ظلمتكم جهة "
        "فأخبرونا.",
        "passed_on": "بموافقتكم نرسل إليهم ما أخبرتمونا به، حتى لا تبدأوا من جديد.",
        "offers": "قد يفيدكم ما يلي:",
        "phone": "الهاتف: {value}",
        "hours": "أوقات العمل: {value}",
        "website": "للمزيد: {value}",
        "who": "لمن: {value}",
        "bring": "ما يلزم إحضاره: {value}",
        "how": "كيفية التقديم: {value}",
        "until": "آخر موعد للتقديم {value}",
        "close": "إن كان في هذا ما ليس واضحًا فاسألونا. بابنا يبقى مفتوحًا لكم.",
    },
}

"""The rules of conduct every office starts with; it may write its own (requirement A7)."""

from django.utils.translation import gettext_lazy as _

USUAL_WORDS = [
    _("Everyone who writes to us is answered with the same care, whoever they vote for."),
    _("We write what is true and what we know. What we do not know, we find out or say so."),
    _(
        "We promise only what this office can do, never what an agency or a court will decide, "
        "and we keep what we promise."
    ),
    _(
        "What people tell us stays with those who need it to help. We pass nothing on without "
        "their consent, and use nothing they tell us for campaigns."
    ),
    _("We take no gifts and ask for nothing in return for help."),
    _(
        "We do not help family, friends or ourselves through this office: somebody else takes "
        "such a letter."
    ),
    _(
        "We stay calm and courteous, also where others are not. Threats are shown to the chief "
        "of staff at once, not answered."
    ),
    _("We never write under another person's name unless they have agreed to these very words."),
]

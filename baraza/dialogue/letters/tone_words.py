"""How every office starts out sounding; it may write its own (requirement F3)."""

from django.utils.translation import gettext_lazy as _

USUAL_WORDS = [
    _("Begin with what they asked, in their own words. Then what we did. Then what comes next."),
    _("Write as you would speak across a table: short sentences, no office words."),
    _("Where somebody has lost something, say first that you are sorry to hear it."),
    _("Say what we cannot do as plainly as what we can, and who can."),
    _("Give a date, not “soon”. Give a name, not “the competent authority”."),
]

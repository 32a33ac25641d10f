"""What staff can do for their own accounts and messengers; offices are attacked through these."""

from django.utils.translation import gettext_lazy as _

CHECKLIST = [
    (
        _("Your e-mail"),
        [
            _("Your private and your work mailbox both ask for a second factor, best a passkey."),
            _("You know which telephone number and address can reset them, and both are yours."),
            _("You looked at where you are signed in, and ended what you do not know."),
            _("No rule forwards your mail somewhere else."),
        ],
    ),
    (
        _("Your telephone and computer"),
        [
            _("They lock by themselves within a minute, with more than four digits."),
            _("Updates install by themselves. What gets none any more is not used for work."),
            _("Your mobile operator asks for a word or PIN before it moves your number."),
            _("If one is lost or taken, you tell the office at once: we sign you out everywhere."),
        ],
    ),
    (
        _("Messengers"),
        [
            _("Signal and WhatsApp have their own PIN (registration lock, two-step verification)."),
            _("Under linked devices you see only your own."),
            _("No code that reaches you is ever told to anybody, whoever asks, however urgently."),
            _("Messages about people who wrote to us disappear after a while, or stay out."),
        ],
    ),
    (
        _("Links, files and strange requests"),
        [
            _("An address is read before it is opened; a password is typed only where expected."),
            _("A passkey does not work on a false page: if it refuses, so do you."),
            _("Whoever asks for money, lists or access by mail is called back on a known number."),
            _("If you clicked, you say so. Nobody is blamed; the first hour counts."),
        ],
    ),
]

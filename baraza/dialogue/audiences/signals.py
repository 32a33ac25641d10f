from django.dispatch import Signal

# `mailing`: what of it had not begun to leave never will.
mailing_stopped = Signal()

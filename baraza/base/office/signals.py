"""News for the packages above; receivers run in the transaction of what they hear of."""

from django.dispatch import Signal

# Nothing with it: every date that was counted in working days is counted anew.
working_days_changed = Signal()

# `languages`: those of the office, its first language first.
languages_changed = Signal()

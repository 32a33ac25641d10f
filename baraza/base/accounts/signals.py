"""News for the packages above; receivers run in the transaction of what they hear of."""

from django.dispatch import Signal

# user, to (who takes over, or None), now
staff_left = Signal()
# circle, by (or None at the command line), is_new
circle_changed = Signal()
# user, reason, object_label, object_id, now
glass_broken = Signal()
# user, by (or None where they did it themselves), what (a word of `Change`), now
account_changed = Signal()
# user
absence_changed = Signal()

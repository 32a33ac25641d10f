"""News for the packages above; receivers run in the transaction of what they hear of."""

from django.dispatch import Signal

# raw_ids: items whose bytes are gone, attachments with them
raw_items_emptied = Signal()
# items: ids of OutgoingItem rows that came to nothing (failed, held back, bounced), or that are to
# leave after all
delivery_changed = Signal()

from django.dispatch import Signal

# Sent inside the transaction with `kept`, `merged` and `merge`; a receiver that must remember
# something for the undo writes it into `merge.kept_aside` under its package's name.
person_merged = Signal()

# Sent inside the transaction with `owner` (who holds the kept record now), `restored` and `merge`.
merge_undone = Signal()

"""What the office holds: shown to whom it is about, erased, kept no longer than needed, copied
against loss, and handed over at the end of a term (requirements P2 to P4)."""

"""What the office promised: the words, whose it is, by when, and whom to tell (requirement H5)."""

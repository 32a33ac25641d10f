"""Who comes when: the sheet of a day, booking for somebody, what became of a meeting, and hours."""

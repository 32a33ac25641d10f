"""What the office promised, and what became of it."""

"""What insight changes: outcomes, and what was counted."""

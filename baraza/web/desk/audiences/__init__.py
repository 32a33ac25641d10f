"""Audiences: questions about people, with their size as it is now and who is left out."""

"""What changes the press: the media list, what is sent to it, and what came of that."""

"""News, statements and press releases on the public site."""

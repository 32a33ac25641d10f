"""Parliament explained, the quiz, school visits, and what the site says of itself."""

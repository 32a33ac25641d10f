"""Whether two records may be of one person, and why. Knows words and numbers, no database."""

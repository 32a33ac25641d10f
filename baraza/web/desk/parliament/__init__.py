"""Bills, votes and committees on the desk."""

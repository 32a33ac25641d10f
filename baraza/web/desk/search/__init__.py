"""One field for everything somebody of the office may see."""

"""Staff of an office, and the circles that say who may see a thing."""

"""Other systems: their keys, and where our requests are sent."""

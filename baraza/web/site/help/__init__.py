"""What constituents find at `/help/`: how to ask, how a case stands, who is there for what."""

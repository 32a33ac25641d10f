"""What goes wrong again and again, what is made of it, and what was learnt."""

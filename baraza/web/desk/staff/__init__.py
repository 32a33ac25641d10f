"""Staff: who works here, what they may do, how they sign in."""

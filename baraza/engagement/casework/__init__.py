"""Cases: somebody's trouble with an authority, from the first conversation to the lesson learnt."""

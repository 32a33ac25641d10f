"""The library of letters: texts written once, in each language, merged for one person at a time."""

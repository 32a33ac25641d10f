"""Each page shows one thing the office sets, and takes changes to it."""

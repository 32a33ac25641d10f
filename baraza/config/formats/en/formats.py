"""Times without full stops: "a.m." at the end of a sentence would have two."""

TIME_FORMAT = "f A"
DATETIME_FORMAT = "N j, Y, f A"
SHORT_DATETIME_FORMAT = "m/d/Y f A"

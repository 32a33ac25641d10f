"""Free programs that do a part of this job, each measured in a Python environment of its own."""

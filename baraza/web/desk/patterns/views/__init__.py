"""The pages of patterns, papers, lessons and cases that are alike."""

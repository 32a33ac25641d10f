"""What an office does with people, a package for each; they never import one another."""

"""Projects in the constituency, on the desk."""

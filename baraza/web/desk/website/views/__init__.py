"""The pages of the website’s room."""

"""The room of the website on the desk."""

"""Parliament explained: pages and questions that come with the product, and what is so here."""

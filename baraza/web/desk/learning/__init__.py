"""What explains parliament: the pages that come with the product, its facts, the quiz."""

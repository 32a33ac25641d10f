"""Entry: calls, visits and paper on one screen; sheets and forms, line by line."""

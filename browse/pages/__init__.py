"""The own pages, one module each: a route asks the database (browse/asking.py) and fills a template (browse/answer.py)."""

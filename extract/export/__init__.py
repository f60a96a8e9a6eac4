"""From the database to files for people who work elsewhere: tables, one writer a format, the data package around them."""

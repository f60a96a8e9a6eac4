"""Facts to the SQLite file that researchers query, and from it: build, verify, export. Form: schemas/database.sql."""

"""Datasette with an own plugin: start page, article page with highlighted quotes, search, descriptions of everything."""

"""From a portal's pages to clean articles: HTML and HTTP stop here."""

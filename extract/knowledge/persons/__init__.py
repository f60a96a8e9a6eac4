"""Who is one person: officials of many articles become people, posts and tenures; every joining is told."""

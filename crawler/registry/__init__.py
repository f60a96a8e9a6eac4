"""What keeps the portal files true: `detect`, `add` and `check`. They ask live portals as a crawl does, for a few pages each."""

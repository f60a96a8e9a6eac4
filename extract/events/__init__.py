"""What the fact types `events` and `documents` share and are made of: see extract/facts/events.py, documents.py."""

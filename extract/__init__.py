"""From clean text to facts: nothing here knows HTML or HTTP."""

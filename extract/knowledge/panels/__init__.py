"""From many reports to one panel: copies of a story, the rule of preference, disagreements, what cannot be."""

"""Scores, ranks and tiers share one grammar: a sentence becomes tokens, tokens become measures, measures become facts."""

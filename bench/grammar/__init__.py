"""A grammar of Vietnamese news on administrative reform that knows the facts it writes.

Built from the surveys of how the real language states scores, ranks, tiers, officials, events and awards, and from the
codebook (docs/codebook.md), which decides what is a fact. It knows nothing of the extraction rules that it measures.
"""

"""What both sides need: text folding with offset maps, the vocabulary, progress."""

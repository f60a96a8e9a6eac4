"""Measurements of the stages on one machine (`make bench`): how fast, in how much memory, beside which yardstick."""

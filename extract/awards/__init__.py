"""How awards are read: kinds, recipients, grantors and frames; extract/facts/awards.py puts them together."""

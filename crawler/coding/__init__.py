"""Codings of Vietnamese text that hide behind a page's declared one: told by what reads as Vietnamese, undone, and marked.

syllables: does a word read as Vietnamese; legacy: TCVN3 (ABC) and VNI; mojibake: UTF-8 read as another coding; symbols: signs of
symbol fonts and doubled entities; page: all of them over a parsed page. Source: survey section 8.
"""

"""Help where the rules are unsure: underthesea's word segmentation, part-of-speech tags and named entities.

It proposes and never decides: a rule asks one of the questions of `Helper` about one run of capitalised words, and only
where no list tells the answer; the sentence around that run is all that the models see. On this kind of text its own
recogniser is weak (F1 of officials' names 0.16), so it reads nothing alone. What each layer adds is measured by
`python -m extract eval` (extract/evaluation/ablation.py).
"""

from extract.nlp.helper import Helper
from extract.nlp.tagger import AUTO, LAYERS, OFF, Layer, Layers, Tagger, UnavailableError, layers_of, underthesea_tagger

__all__ = [
    "AUTO",
    "LAYERS",
    "OFF",
    "Helper",
    "Layer",
    "Layers",
    "Tagger",
    "UnavailableError",
    "layers_of",
    "underthesea_tagger",
]

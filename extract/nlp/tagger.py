"""The layers of help, and underthesea behind one function a layer: lazily loaded, offline, cut at 600 characters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, get_args

Layer = Literal["words", "pos", "names"]
"""words: where a word of several syllables begins and ends; pos: the class of each word; names: entities (PER, LOC, ORG)."""
Layers = frozenset[Layer]
Tagged = list[tuple[str, str]]
"""Words in order with what the layer says of each: nothing, a class (`Np`), an entity tag (`B-PER`)."""
Tagger = Callable[[Layer, str], Tagged]
"""(layer, sentence) -> its words; the words are those of the sentence but for spaces. Raises UnavailableError."""

LAYERS: tuple[Layer, ...] = get_args(Layer)
OFF: Layers = frozenset()
# What `--nlp auto` asks: the layers that raise the measured score (see the ablation of `make eval`).
AUTO: Layers = frozenset({"words", "pos"})
# Costs grow with the square of a sentence's length.
LONGEST = 600


class UnavailableError(Exception):
    """The models of a layer cannot be loaded; the message says why."""


def layers_of(mode: str) -> Layers:
    """The layers of `--nlp auto|off`. Raises ValueError for any other word."""
    try:
        return {"auto": AUTO, "off": OFF}[mode]
    except KeyError:
        raise ValueError(f"'{mode}' is neither auto nor off") from None


def underthesea_tagger(layer: Layer, sentence: str) -> Tagged:
    """Ask underthesea's CRF models, which come with the package: nothing is fetched. Sentences longer than LONGEST are
    the caller's to cut; raises UnavailableError where package or model is missing."""
    try:
        return _ASK[layer](sentence)
    except (ImportError, OSError) as error:
        raise UnavailableError(f"underthesea's {layer} model: {error}") from error


def _words(sentence: str) -> Tagged:
    from underthesea import word_tokenize

    return [(word, "") for word in word_tokenize(sentence, use_token_normalize=False)]


def _pos(sentence: str) -> Tagged:
    from underthesea import pos_tag

    return [(word, tag) for word, tag in pos_tag(sentence)]


def _names(sentence: str) -> Tagged:
    from underthesea import ner

    return [(row[0], row[3]) for row in ner(sentence)]


_ASK: Mapping[Layer, Callable[[str], Tagged]] = {"words": _words, "pos": _pos, "names": _names}

"""The two questions that a rule may ask about a run of capitalised words. Offsets are folded offsets of the text.

`is_name`: is this run, which begins with no family name of schemas/vocab/surnames.csv, a person's name? `name_end`:
where does the name in this run, longer than most names are, end?
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from extract.nlp.tagger import LONGEST, OFF, Layer, Layers, Tagged, Tagger, UnavailableError, underthesea_tagger
from extract.text import Text


@dataclass(frozen=True, slots=True)
class Word:
    """A word, often of several syllables; `tag` is what its layer says of it. Half-open offsets."""

    start: int
    end: int
    tag: str


class Helper:
    """The help that one article gets. Without layers it answers as the rules would alone and asks nobody."""

    def __init__(self, layers: Layers = OFF, tagger: Tagger = underthesea_tagger) -> None:
        self.layers = layers
        self.missing: list[str] = []
        """Why a layer could not be asked, each reason once; empty where all went well."""
        self._tagger = tagger
        self._read: dict[tuple[Layer, str], tuple[Word, ...]] = {}

    @property
    def sentences(self) -> int:
        """How many different sentences (or table rows) the models saw."""
        return len({sentence for _, sentence in self._read})

    def is_name(self, text: Text, start: int, end: int) -> bool:
        """Is text[start:end] from edge to edge proper nouns (layer pos), or a person (layer names)? Else False."""
        asked: tuple[tuple[Layer, str], ...] = (("pos", "Np"), ("names", "-PER"))
        for layer, tag in asked:
            words = [w for w in self._words(layer, text, start, end) if w.start < end and start < w.end]
            if words and (words[0].start, words[-1].end) == (start, end) and all(w.tag.endswith(tag) for w in words):
                return True
        return False

    def name_end(self, text: Text, start: int, end: int) -> int:
        """Where the name text[start:end] ends: before a word that begins in it and goes on in lower case behind it
        (`Lê Minh Hải Thăm hỏi gia đình`); `end` where nothing speaks against it (layer words)."""
        for word in self._words("words", text, start, end):
            if start < word.start < end < word.end and text.text[end : word.end].islower():
                return start + len(text.text[start : word.start].rstrip())
        return end

    def _words(self, layer: Layer, text: Text, start: int, end: int) -> list[Word]:
        """The words of the sentence around a run; none where the layer is off, or its models are missing."""
        if layer not in self.layers or self.missing:
            return []
        a, b = _window(text, start, end)
        sentence = text.text[a:b]
        if (layer, sentence) not in self._read:
            try:
                tagged = self._tagger(layer, sentence)
            except UnavailableError as error:
                self.missing.append(str(error))
                return []
            self._read[layer, sentence] = _align(sentence, tagged)
        return [replace(w, start=w.start + a, end=w.end + a) for w in self._read[layer, sentence]]


def _window(text: Text, start: int, end: int) -> tuple[int, int]:
    """The sentence that holds a run; of a long one at most LONGEST characters around the run, cut at spaces."""
    sentence = text.sentence_at(start)
    a, b = sentence.start, max(sentence.end, end)
    if b - a > LONGEST and start - a > LONGEST // 2:
        a = start - LONGEST // 2
        a = max(text.text.find(" ", a, start) + 1, a)
    if b - a > LONGEST:
        b = a + LONGEST
        b = max(text.text.rfind(" ", end, b), end)
    return a, b


def _align(sentence: str, tagged: Tagged) -> tuple[Word, ...]:
    """Words with their offsets in the sentence; none at all where one was rewritten."""
    out: list[Word] = []
    at = 0
    for word, tag in tagged:
        begin = at = at + _spaces(sentence, at)
        for syllable in word.split():
            at += _spaces(sentence, at)
            if not sentence.startswith(syllable, at):
                return ()
            at += len(syllable)
        out.append(Word(begin, at, tag))
    return tuple(out)


def _spaces(sentence: str, at: int) -> int:
    """How many characters of space stand at an offset."""
    return len(sentence) - at - len(sentence[at:].lstrip())

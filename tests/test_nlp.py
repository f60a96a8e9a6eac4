"""The help where the rules are unsure of a name: who asks, what is sent, what an answer changes, what happens without one."""

from __future__ import annotations

import builtins
import json
from typing import Any

import pytest

from extract.evaluation.ablation import STEPS, ablation
from extract.evaluation.evaluate import measure_case
from extract.evaluation.gold import Case
from extract.evaluation.measure import Tally
from extract.nlp import AUTO, LAYERS, OFF, Helper, Layer, Layers, UnavailableError, layers_of, underthesea_tagger
from extract.nlp.tagger import LONGEST, Tagged
from extract.pipeline import extract
from extract.text import Doc, read_text
from schemas.records import Article, Issue
from tests.gold import CORPUS, cases
from tests.test_commands import run

# What the models may see of the gold: a small share, or extraction is no faster than tagging everything.
MOST_ASKED = 0.01
DOUBTFUL = [c for c in cases() if c.label.startswith("doubtful_names/")]
SHOWN = [*(c for c in cases() if c.kind in ("articles", "open")), *DOUBTFUL]
_LINES = (CORPUS / "passages" / "doubtful_names.jsonl").read_text(encoding="utf-8").splitlines()
PASSAGES = {f"doubtful_names/{p['id']}": p["note"] for p in map(json.loads, _LINES)}
GLUED = "Bí thư Huyện ủy Đặng Minh Đức Yêu cầu các xã niêm yết đủ thủ tục."


class Recorder:
    """A tagger that answers from a table and remembers what it was asked."""

    def __init__(self, answers: dict[Layer, Tagged] | None = None) -> None:
        self.answers = answers or {}
        self.asked: list[tuple[Layer, str]] = []

    def __call__(self, layer: Layer, sentence: str) -> Tagged:
        self.asked.append((layer, sentence))
        return self.answers.get(layer, [])


def without_models(layer: Layer, sentence: str) -> Tagged:
    raise UnavailableError(f"no model for {layer}")


def facts_of(case: Case, layers: Layers, tagger: Any = underthesea_tagger) -> dict[str, Any]:
    return extract(Article.from_json(case.article), layers, tagger).to_json()


def test_off_and_auto_agree_but_where_a_sentence_in_doubt_is_answered() -> None:
    asked = sentences = 0
    for case in SHOWN:
        article, recorder = Article.from_json(case.article), Recorder()
        unanswered = extract(article, frozenset(LAYERS), recorder)
        assert unanswered.to_json(full=True) == extract(article, OFF, without_models).to_json(full=True), case.label
        seen = {sentence for _, sentence in recorder.asked}
        assert unanswered.tagged == len(seen), case.label
        assert len(recorder.asked) == len(set(recorder.asked)), f"{case.label}: a sentence was sent twice"
        assert case not in DOUBTFUL or bool(seen) == ("asked" in PASSAGES[case.label]), case.label
        asked += len(seen)
        blocks = [block for text in Doc.from_article(article).texts for block in text.blocks]
        sentences += sum(len(block.sentences) + len(block.rows) for block in blocks)
    assert len(DOUBTFUL) / 2 < asked < MOST_ASKED * sentences


def test_each_layer_of_auto_raises_what_is_found_on_doubtful_names_and_nothing_spurious_comes() -> None:
    right: list[int] = []
    wrong: list[int] = []
    for _, layers in STEPS:
        tallies = [measure_case(case, layers) for case in DOUBTFUL]
        right.append(sum(n for t in tallies for (_, what), n in t.records.items() if what == "hit"))
        wrong.append(sum(n for t in tallies for (_, what), n in t.records.items() if what == "spurious"))
    alone, words, pos, names = range(len(STEPS))
    assert STEPS[pos][1] == AUTO
    assert right[alone] < right[words] < right[pos] <= right[names]
    assert wrong[alone] > wrong[words] >= wrong[pos]


def test_the_same_article_gives_the_same_bytes() -> None:
    for case in DOUBTFUL:
        first, second = (json.dumps(facts_of(case, AUTO), ensure_ascii=False) for _ in range(2))
        assert first == second


# -- the two questions ------------------------------------------------------------------------------------------------

TEXT = "Cùng dự có ông Xiêng Thanh Phúc và đoàn."
RUN = (TEXT.index("Xiêng"), TEXT.index(" và"))
AROUND: Tagged = [("Cùng", "C"), ("dự", "V"), ("có", "V"), ("ông", "Nc")]
REST: Tagged = [("và", "C"), ("đoàn", "N"), (".", "CH")]


@pytest.mark.parametrize(
    ("layer", "words", "expected"),
    [
        ("pos", [("Xiêng Thanh Phúc", "Np")], True),
        ("pos", [("Xiêng", "Np"), ("Thanh Phúc", "Np")], True),
        ("pos", [("Xiêng", "N"), ("Thanh Phúc", "Np")], False),
        ("names", [("Xiêng", "B-PER"), ("Thanh Phúc", "I-PER")], True),
        ("names", [("Xiêng Thanh Phúc", "B-LOC")], False),
        ("words", [("Xiêng Thanh Phúc", "Np")], False),
        ("pos", [("Xieng Thanh Phuc", "Np")], False),  # rewritten: no offsets, no answer
        ("pos", [], False),
    ],
)
def test_is_name(layer: Layer, words: Tagged, expected: bool) -> None:
    helper = Helper(frozenset({layer}), Recorder({layer: AROUND + words + REST}))
    assert helper.is_name(read_text(TEXT, "body"), *RUN) is expected
    assert not Helper().is_name(read_text(TEXT, "body"), *RUN)


def test_is_name_needs_words_that_end_with_the_run() -> None:
    tagged = [("Cùng", "C"), ("dự", "V"), ("có", "V"), ("ông Xiêng Thanh Phúc", "Np"), *REST]
    assert not Helper(frozenset({"pos"}), Recorder({"pos": tagged})).is_name(read_text(TEXT, "body"), *RUN)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Đặng Minh Đức|Yêu cầu|các xã", "Đặng Minh Đức"),
        ("Đặng Minh Đức Yêu|cầu|các xã", "Đặng Minh Đức Yêu"),
        ("Đặng Minh Đức Yêu cầu|các xã", "Đặng Minh Đức Yêu"),  # the whole run in one word: nothing speaks against it
        ("", "Đặng Minh Đức Yêu"),
    ],
)
def test_name_end(words: str, name: str) -> None:
    text = read_text("Đặng Minh Đức Yêu cầu các xã", "body")
    helper = Helper(frozenset({"words"}), Recorder({"words": [(w, "") for w in words.split("|") if w]}))
    end = len("Đặng Minh Đức Yêu")
    assert text.text[: helper.name_end(text, 0, end)] == name
    assert Helper().name_end(text, 0, end) == end


@pytest.mark.parametrize("before", [0, 40, 120])
@pytest.mark.parametrize("after", [0, 40, 120])
def test_a_long_sentence_is_cut_around_the_run(before: int, after: int) -> None:
    body = "hồ sơ đất đai " * before + "Xiêng Thanh Phúc" + " hồ sơ đất đai" * after
    text, recorder = read_text(body, "body"), Recorder()
    start = text.text.index("Xiêng")
    Helper(AUTO, recorder).is_name(text, start, start + len("Xiêng Thanh Phúc"))
    [(_, sent)] = recorder.asked
    assert "Xiêng Thanh Phúc" in sent and sent in text.text
    assert len(sent) <= LONGEST and (len(sent) > LONGEST // 2 or sent == text.text.strip())
    assert set(sent.split()) == set(text.text.split()), "cut inside a word"


# -- without models, and as a user asks -------------------------------------------------------------------------------


def test_without_models_the_rules_read_alone_and_say_so() -> None:
    for case in DOUBTFUL:
        article = Article.from_json(case.article)
        found, alone = extract(article, AUTO, without_models), extract(article, OFF)
        assert found.to_json() == alone.to_json()
        new = [issue for issue in found.issues if issue not in alone.issues]
        assert new == [Issue("nlp.unavailable", f"read by rules alone: {i.message.split(': ', 1)[1]}") for i in new]
        assert len(new) == bool(extract(article).tagged), case.label


@pytest.mark.parametrize("error", [ImportError("No module named 'underthesea'"), OSError("Failed to open file: pos.bin")])
@pytest.mark.parametrize("layer", LAYERS)
def test_a_missing_package_or_model_is_named(layer: Layer, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def broken(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "underthesea":
            raise error
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", broken)
    with pytest.raises(UnavailableError, match=f"{layer} model: {error}"):
        underthesea_tagger(layer, TEXT)


def test_the_models_keep_the_words() -> None:
    for layer in LAYERS:
        assert "".join(word for word, _ in underthesea_tagger(layer, GLUED)).replace(" ", "") == GLUED.replace(" ", "")


def test_the_option_of_the_commands() -> None:
    line = json.dumps({"url": "http://x.test/1", "title": "Tin", "body": GLUED}, ensure_ascii=False)
    names: dict[tuple[str, ...], list[str]] = {}
    for options in ((), ("--nlp", "off")):
        done = run("facts", *options, "-", stdin=line)
        assert done.returncode == 0, done.stderr
        names[options] = [o["name"] for o in json.loads(done.stdout)["officials"]]
    assert names == {(): ["Đặng Minh Đức"], ("--nlp", "off"): ["Đặng Minh Đức Yêu"]}
    assert layers_of("auto") == AUTO and layers_of("off") == OFF
    assert run("eval", "--nlp", "off", "--write").returncode == 2
    with pytest.raises(ValueError, match="neither auto nor off"):
        layers_of("on")


def test_the_ablation_reads_again_only_what_was_asked_about() -> None:
    def tally(hits: int, tagged: int) -> Tally:
        out = Tally()
        out.count("officials", hits, 2 - hits, 0)
        out.sentences.update({"all": 100, "tagged": tagged})
        return out

    again: list[tuple[str, Layers]] = []

    def read_again(case: Case, layers: Layers) -> Tally:
        again.append((case.label, layers))
        return tally(len(layers) // 2, min(len(layers), 1))

    measured = [(Case("open", name, {}, {}, ()), tally(2 - n, n)) for n, name in enumerate(("certain", "doubtful"))]
    head, kind, *steps = ablation(measured, read_again)
    assert again == [("doubtful", layers) for _, layers in STEPS if layers != AUTO]
    assert "officials" in head and kind == "2 open, 200 sentences and table rows"
    assert [line.rpartition("<- ")[2] for line in steps if "<-" in line] == ["--nlp off", "--nlp auto"]
    f1 = {name: line.split() for (name, _), line in zip(STEPS, steps, strict=True)}
    assert "0.6667" in f1["rules alone"] and "0.8571" in f1["+ POS"]
    assert "(0.00%)" in f1["rules alone"] and "(0.50%)" in f1["+ POS"]

import json

from assistant.answering.engine import Assistant
from assistant.answering.sentences import WEIGHTS, Features
from assistant.ingest.cards import load_corpus
from assistant.settings import load_settings
from evals.sentences import LABELS


def test_the_sentence_that_has_what_is_asked_for_comes_first(assistant: Assistant) -> None:
    card = assistant.library.cards["law-07"]
    query = assistant.reader.read("前三名市场占有率之比是多少")[0][0]
    best, *others = assistant.sentences.ranked(query, card)
    assert "4∶2∶1" in best.passage.quote(best.sentence)
    assert best.share == 1.0
    assert all(0 < one.share <= 1 for one in others)
    assert [one.score for one in (best, *others)] == sorted((one.score for one in (best, *others)), reverse=True)


def test_every_sentence_of_a_card_is_ranked_once(assistant: Assistant) -> None:
    query = assistant.reader.read("什么是阶梯法则")[0][0]
    card = assistant.library.cards["law-07"]
    ranked = {(one.passage.id, one.sentence.start) for one in assistant.sentences.ranked(query, card)}
    assert ranked == {(passage.id, sentence.start) for passage, sentence in assistant.sentences.of("law-07")}


def test_each_feature_has_a_weight() -> None:
    assert list(WEIGHTS) == list(Features.__dataclass_fields__)


def test_the_labels_name_sentences_that_the_cards_have() -> None:
    corpus = load_corpus(load_settings().corpus_dir)
    places = {
        card.card.id: {f"{passage.heading}/{n}" for passage in card.passages for n in range(1, len(passage.sentences) + 1)}
        for card in corpus.cards
    }
    for row in map(json.loads, LABELS.read_text(encoding="utf-8").splitlines()):
        assert {*row["best"], *row["also"]} <= places[row["card"]], row

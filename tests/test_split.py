from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.split import PASSAGE_CHARS, sentence_spans, split_text

CHINESE = st.text(alphabet="价值客户。！？，；、\n “”abc 1.5#一二", max_size=1500)


def test_sentences_end_behind_their_closing_marks() -> None:
    text = "他说：“好。”再来！\n- 一点。\n1. 两点"
    assert [text[start:end] for start, end in sentence_spans(text)] == ["他说：“好。”", "再来！", "一点。", "两点"]


def test_a_decimal_point_does_not_end_a_sentence() -> None:
    text = "涨了3.5倍。It is 2.5. Good"
    assert [text[start:end] for start, end in sentence_spans(text)] == ["涨了3.5倍。", "It is 2.5.", "Good"]


@given(CHINESE)
def test_sentences_cover_the_text_but_for_white_space_and_list_markers(text: str) -> None:
    at = 0
    for start, end in sentence_spans(text):
        assert at <= start < end
        assert text[start:end] == text[start:end].strip()
        assert not set(text[at:start]) - set(" \n\t-*+•·0123456789.)、")
        at = end


@given(CHINESE)
def test_passages_hold_whole_sentences_within_the_limit(text: str) -> None:
    whole = set(sentence_spans(text))
    for chunk in split_text(text):
        assert chunk.end - chunk.start <= PASSAGE_CHARS
        assert (chunk.sentences[0][0], chunk.sentences[-1][1]) == (chunk.start, chunk.end)
        for span in chunk.sentences:
            inside = [(start, end) for start, end in whole if start <= span[0] and span[1] <= end]
            assert span in whole or inside[0][1] - inside[0][0] > PASSAGE_CHARS


def test_a_passage_stands_under_its_heading() -> None:
    text = "# 总论\n开头。\n第一节 顾客价值\n正文。\n## 小节\n又一段。"
    assert [(chunk.heading, text[chunk.start : chunk.end]) for chunk in split_text(text)] == [
        ("总论", "开头。"),
        ("第一节 顾客价值", "正文。"),
        ("小节", "又一段。"),
    ]


def test_a_sentence_beyond_the_limit_is_cut_at_a_clause() -> None:
    text = "甲乙丙丁，" * 200 + "。"
    assert all(text[chunk.end - 1] in "，。" for chunk in split_text(text))

"""index.chunking: paragraphs, long ones cut at sentence ends, sentences with their closing marks."""

from index.chunking import Chunking, passages, sentences
from index.types import Article, Span


def _texts(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text)]


def test_sentences_keep_closing_marks() -> None:
    assert _texts("他說:“好。”大家同意!真的?是;") == ["他說:“好。”", "大家同意!", "真的?", "是;"]


def test_a_short_quotation_is_not_cut() -> None:
    assert _texts("音樂會及“你好!中國”展演舉行。他說:“真的嗎?”散會。") == [
        "音樂會及“你好!中國”展演舉行。",
        "他說:“真的嗎?”散會。",
    ]


def test_sentences_end_at_lines_and_english_stops() -> None:
    assert _texts("第一行\n第二行") == ["第一行", "第二行"]
    assert _texts("It met on Feb. 2 at 3.5 per cent. Mr Li spoke.") == [
        "It met on Feb. 2 at 3.5 per cent.",
        "Mr Li spoke.",
    ]


def test_sentences_of_a_slice_have_offsets_into_the_whole() -> None:
    text = "零。一。二。"
    assert sentences(text, 2, 6) == [Span(2, 4), Span(4, 6)]


def test_a_long_paragraph_is_cut_at_sentence_ends_and_nothing_is_lost() -> None:
    text = "".join(f"這是第{n}句話。" for n in range(40))
    article = Article("a", "t", text, paragraphs=(Span(0, len(text)),))
    cut = passages(article, Chunking(max_chars=50))
    assert all(len(p.text) <= 50 and p.text.endswith("。") for p in cut)
    assert "".join(p.text for p in cut) == text


def test_a_passage_knows_its_heading() -> None:
    article = Article("a", "標題", "正文。", published="2024-01-31T20:22", paragraphs=(Span(0, 3),))
    assert passages(article, Chunking())[0].context == "標題\n2024-01-31"

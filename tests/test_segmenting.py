"""index.segmenting: jieba's words, found in many runs at once."""

import random

import jieba
import numpy as np

from index.segmenting import Dictionary, search_words
from index.words import dictionary

TEXT = (
    "会议研究了优化营商环境罚款事项,中华人民共和国国务院总理李强主持会议。北京大学生活动中心\n的\n"
    "他说的确实在理;南京市长江大桥!㐀㐁龘龘,全国人民代表大会常务委员会第十四次会议听取了关于数字经济的报告。"
)


def _words(text: str, words: Dictionary) -> list[str]:
    codes = np.frombuffer(f"{text}\n".encode("utf-32-le"), np.uint32)
    cut = search_words(codes, (codes >= 0x3400) & (codes <= 0x9FFF), words)
    found = [text[start : start + length] for start, length in zip(cut.starts, cut.lengths, strict=True)]
    named = [words.words[word] if word >= 0 else "" for word in words.named[cut.nodes].tolist()]
    assert all(name in ("", word) for name, word in zip(named, found, strict=True))
    return sorted(found)


def _by_jieba(text: str, tokenizer: jieba.Tokenizer) -> list[str]:
    runs = "".join(c if "\u3400" <= c <= "\u9fff" else " " for c in text).split()
    return sorted(word for run in runs for word in tokenizer.cut_for_search(run, HMM=False))


def test_the_words_are_those_of_jieba() -> None:
    tokenizer, chance = jieba.Tokenizer(), random.Random(0)
    tokenizer.initialize()
    assert _words(TEXT, dictionary()) == _by_jieba(TEXT, tokenizer)
    pieces = [word for word in dictionary().words if chance.random() < 0.002] + list("的了是,。一")
    text = "".join(chance.choices(pieces, k=5000))
    assert _words(text, dictionary()) == _by_jieba(text, tokenizer)


def test_the_most_probable_path_wins_and_of_two_the_longer_word() -> None:
    words = Dictionary.counted(["甲", "甲乙", "乙", "乙丙", "丙", "丁", "丁丁"], [1, 5, 1, 50, 1, 10, 10], 10)
    assert _words("甲乙丙", words) == ["乙丙", "甲"]
    assert _words("丁丁", words) == ["丁丁"]
    assert _words("甲乙", words) == ["甲乙"]


def test_a_beginning_is_no_word_and_what_is_unknown_stands_alone() -> None:
    words = Dictionary.counted(["甲", "甲乙丙"], [0, 3], 10)
    assert _words("甲乙丙甲乙", words) == ["乙", "甲", "甲乙丙"]
    assert _words("戊己,庚", words) == ["己", "庚", "戊"]
    assert _words("abc", words) == []

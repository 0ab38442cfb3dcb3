"""index.embedding: any sentence-transformers folder, its prompts, and one line when it cannot be loaded."""

from pathlib import Path

import numpy as np
import pytest

from index.embedding import DEFAULT_MODEL, SentenceEmbedder, known_prompts
from index.errors import ModelError


@pytest.fixture(scope="module")
def shipped() -> SentenceEmbedder:
    return SentenceEmbedder()


def _tiny(folder: Path, prompts: dict[str, str] | None) -> str:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    names = ["[UNK]", "query", "passage", ":", "会议", "开"]
    tokenizer = Tokenizer(WordLevel({name: i for i, name in enumerate(names)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    static = StaticEmbedding(tokenizer, embedding_weights=np.eye(6, dtype=np.float32))
    SentenceTransformer(modules=[static], prompts=prompts, device="cpu").save(str(folder))
    return str(folder)


def test_the_default_model_knows_both_scripts_and_english(shipped: SentenceEmbedder) -> None:
    hant, hans, other = shipped.encode_passages(["會議討論經濟", "会议讨论经济", "足球比賽"])
    assert shipped.name == DEFAULT_MODEL
    assert hant.dtype == np.float32
    assert hant.shape == (shipped.dim,)
    assert np.linalg.norm(hant) == pytest.approx(1, abs=1e-3)
    assert np.array_equal(hant, hans)
    (english,) = shipped.encode_questions(["economic meeting"])
    assert english @ hant > english @ other


@pytest.mark.parametrize("text", ["會議討論經濟", "economic meeting", "Q1 一季度的重点工作是什么?", "", "🙂"])
def test_a_text_alone_is_encoded_as_among_others(shipped: SentenceEmbedder, text: str) -> None:
    (alone,) = shipped.encode_questions([text])
    assert alone.dtype == np.float32
    assert alone == pytest.approx(shipped.encode_questions([text, "其他"])[0], abs=1e-6)


def test_sentences_under_a_title_are_encoded_as_the_library_does(shipped: SentenceEmbedder) -> None:
    from sentence_transformers import SentenceTransformer

    from index.embedding import DEFAULT_PATH

    texts = ["会议,q1\n一是抓落实。", "会议,q1\n二要12早谋划", "会议", "\n", "龘龘,a会议ab\n\n会议室 12"]
    library = SentenceTransformer(str(DEFAULT_PATH), device="cpu").float()
    assert shipped.encode_passages(texts) == pytest.approx(library.encode_document(texts), abs=1e-6)


def test_no_texts_are_no_rows(shipped: SentenceEmbedder) -> None:
    assert shipped.encode_passages([]).shape == (0, shipped.dim)
    assert np.isfinite(shipped.encode_questions(["", "🙂"])).all()


def test_prompts_of_the_models_own_configuration_are_honoured(tmp_path: Path) -> None:
    name = _tiny(tmp_path / "own", {"query": "query : ", "document": "passage : "})
    embedder = SentenceEmbedder(name)
    (question,), (passage,) = embedder.encode_questions(["会议"]), embedder.encode_passages(["会议"])
    assert question[1] > 0.1 > question[2]
    assert passage[2] > 0.1 > passage[1]


def test_known_models_get_the_prompts_of_their_cards(tmp_path: Path) -> None:
    embedder = SentenceEmbedder(_tiny(tmp_path / "multilingual-e5-small", None))
    assert embedder.encode_questions(["会议"])[0][1] > 0.1
    assert embedder.encode_passages(["会议"])[0][2] > 0.1


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("intfloat/multilingual-e5-large", "query: "),
        ("BAAI/bge-large-zh-v1.5", "为这个句子生成表示以用于检索相关文章："),
        ("BAAI/bge-m3", ""),
        ("Qwen/Qwen3-Embedding-0.6B", ""),  # its configuration carries its own
    ],
)
def test_known_prompts(name: str, question: str) -> None:
    assert known_prompts(name)[0] == question


def test_a_model_that_cannot_be_loaded_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="EMBEDDING_MODEL") as caught:
        SentenceEmbedder(str(tmp_path / "empty")).encode_questions(["a"])
    assert "\n" not in str(caught.value)

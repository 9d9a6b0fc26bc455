"""Tiny models of real architectures with real tokenizers, saved as on the hub."""

from __future__ import annotations

import json
import random
import warnings
from pathlib import Path
from typing import Any

import sentencepiece

ARABIC = """نفى وزير الخارجية أمس توقيع اتفاق جديد مع روسيا خلال زيارة الرئيس إلى موسكو وقال إن
المحادثات كانت مفيدة ولم يتضمن برنامج الزيارة أي وثائق رسمية""".split()
ENGLISH = """the foreign minister denied yesterday signing a new agreement with Russia during his
visit to Moscow and said talks were useful program included no official documents""".split()
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


def sentences(count: int, seed: int = 0) -> list[str]:
    """Return Arabic word salads of 3 to 12 words."""
    chance = random.Random(seed)
    return [" ".join(chance.choices(ARABIC, k=chance.randint(3, 12))) for _ in range(count)]


def corpus() -> list[str]:
    chance = random.Random(1)
    return [" ".join(chance.choices(ARABIC + ENGLISH, k=10)) for _ in range(300)]


def sentencepiece_model(path: Path, size: int = 120) -> sentencepiece.SentencePieceProcessor:
    with path.open("wb") as out:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(corpus()),
            model_writer=out,
            vocab_size=size,
            hard_vocab_limit=False,
            character_coverage=1.0,
            minloglevel=2,
            bos_id=-1,
            eos_id=0,
            unk_id=1,
        )
    return sentencepiece.SentencePieceProcessor(str(path))


def translated(sentence: str) -> str:
    """Return the right translation: word by word."""
    return " ".join(ENGLISH[ARABIC.index(word)] for word in sentence.split())


def _teach(model: Any, tokenizer: Any, prefix: str = "", steps: int = 400) -> None:
    """Teach a model enough that its hypotheses differ and end."""
    import torch

    torch.set_num_threads(1)  # more only get in each other's way at this size
    chance = random.Random(7)
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3)
    model.train()
    for _ in range(steps):
        sources = [" ".join(chance.choices(ARABIC, k=chance.randint(2, 12))) for _ in range(16)]
        batch = tokenizer(
            [prefix + source for source in sources],
            text_target=[translated(source) for source in sources],
            padding=True,
            return_tensors="pt",
        )
        batch["labels"][batch["labels"] == tokenizer.pad_token_id] = -100
        optimizer.zero_grad()
        model(**batch).loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if model.config.model_type == "marian":
            # Marian's decoder starts from a zero embedding, which has the place of <pad>.
            with torch.no_grad():
                model.get_input_embeddings().weight[tokenizer.pad_token_id] = 0
    model.eval()


def _save(model: Any, tokenizer: Any, folder: Path, prefix: str = "") -> Path:
    _teach(model, tokenizer, prefix)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _sizes(**other: Any) -> dict[str, Any]:
    return {
        "d_model": 48,
        "encoder_layers": 2,
        "decoder_layers": 2,
        "encoder_attention_heads": 4,
        "decoder_attention_heads": 4,
        "encoder_ffn_dim": 64,
        "decoder_ffn_dim": 64,
        "max_position_embeddings": 256,
        "init_std": 0.1,
        **other,
    }


def marian(folder: Path) -> Path:
    """As opus-mt-ar-en: two sentencepiece models and a shared vocabulary that ends with <pad>."""
    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    folder.mkdir(parents=True, exist_ok=True)
    pieces = sentencepiece_model(folder / "source.spm")
    (folder / "target.spm").write_bytes((folder / "source.spm").read_bytes())
    vocabulary = {pieces.id_to_piece(i): i for i in range(pieces.get_piece_size())}
    vocabulary["<pad>"] = len(vocabulary)
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for a package that it does not use
        tokenizer = MarianTokenizer(
            source_spm=str(folder / "source.spm"),
            target_spm=str(folder / "target.spm"),
            vocab=str(folder / "vocab.json"),
        )
    torch.manual_seed(1)
    pad = vocabulary["<pad>"]
    config = MarianConfig(
        **_sizes(scale_embedding=True),
        vocab_size=len(vocabulary),
        pad_token_id=pad,
        decoder_start_token_id=pad,
        eos_token_id=0,
        forced_eos_token_id=0,
        bos_token_id=None,
    )
    return _save(MarianMTModel(config), tokenizer, folder)


def _bpe(size: int = 200) -> tuple[dict[str, int], list[Any]]:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=list(SPECIAL), show_progress=False
    )
    tokenizer.train_from_iterator(corpus(), trainer)
    state = json.loads(tokenizer.to_str())["model"]
    return state["vocab"], [tuple(merge) for merge in state["merges"]]


def _m2m(vocabulary_size: int) -> Any:
    from transformers import M2M100Config, M2M100ForConditionalGeneration

    config = M2M100Config(
        **_sizes(scale_embedding=True),
        vocab_size=vocabulary_size,
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=2,
    )
    return M2M100ForConditionalGeneration(config)


def nllb(folder: Path) -> Path:
    """As NLLB-200: language codes in the vocabulary, the target's forced as the first piece."""
    import torch
    from transformers import NllbTokenizer

    vocabulary, merges = _bpe()
    tokenizer = NllbTokenizer(
        vocab=vocabulary, merges=merges, src_lang="arb_Arab", tgt_lang="eng_Latn"
    )
    torch.manual_seed(2)
    return _save(_m2m(len(tokenizer)), tokenizer, folder)


def m2m100(folder: Path) -> Path:
    """As M2M100: one sentencepiece model, a vocabulary of its own, codes like __en__."""
    import torch
    from transformers import M2M100Tokenizer

    folder.mkdir(parents=True, exist_ok=True)
    pieces = sentencepiece_model(folder / "sentencepiece.bpe.model")
    names = [pieces.id_to_piece(i) for i in range(pieces.get_piece_size())]
    names = [*SPECIAL, *(name for name in names if name not in SPECIAL)]
    (folder / "vocab.json").write_text(
        json.dumps({name: i for i, name in enumerate(names)}), encoding="utf-8"
    )
    tokenizer = M2M100Tokenizer(
        str(folder / "vocab.json"),
        str(folder / "sentencepiece.bpe.model"),
        src_lang="ar",
        tgt_lang="en",
    )
    torch.manual_seed(3)
    # Behind the vocabulary come a hundred languages and eight words that were made up.
    return _save(_m2m(len(tokenizer) + 108), tokenizer, folder)


def bart(folder: Path) -> Path:
    """As bart-large-cnn: bytes in pairs, no language codes."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import BartConfig, BartForConditionalGeneration, BartTokenizer

    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.train_from_iterator(
        corpus(),
        trainers.BpeTrainer(
            vocab_size=400,
            special_tokens=[*SPECIAL, "<mask>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    state = json.loads(raw.to_str())["model"]
    tokenizer = BartTokenizer(
        vocab=state["vocab"], merges=[tuple(merge) for merge in state["merges"]]
    )
    torch.manual_seed(4)
    config = BartConfig(
        **_sizes(),
        vocab_size=len(tokenizer),
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=2,
        forced_bos_token_id=None,
        forced_eos_token_id=2,
    )
    return _save(BartForConditionalGeneration(config), tokenizer, folder)


def t5(folder: Path) -> Path:
    """As MADLAD-400: a prefix asks for English."""
    import torch
    from transformers import T5Config, T5ForConditionalGeneration, T5Tokenizer

    folder.mkdir(parents=True, exist_ok=True)
    pieces = sentencepiece_model(folder / "spiece.model")
    names = [(pieces.id_to_piece(i), pieces.get_score(i)) for i in range(pieces.get_piece_size())]
    head = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("<2en>", 0.0)]
    known = {name for name, _ in head}
    tokenizer = T5Tokenizer(
        vocab=[*head, *(pair for pair in names if pair[0] not in known)], extra_ids=0
    )
    torch.manual_seed(5)
    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=32,
        d_kv=8,
        d_ff=64,
        num_layers=2,
        num_heads=4,
        pad_token_id=0,
        eos_token_id=1,
        decoder_start_token_id=0,
        initializer_factor=1.0,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
    )
    return _save(T5ForConditionalGeneration(config), tokenizer, folder, "<2en> ")


MAKERS = {"marian": marian, "nllb": nllb, "m2m100": m2m100, "bart": bart, "t5": t5}

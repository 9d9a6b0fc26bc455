"""mujaz: an Arabic news article in, an English brief with citations out; offline.

>>> import mujaz
>>> report = mujaz.brief(open("page.txt").read())      # doctest: +SKIP
>>> print(report.brief)                                # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mujaz.articles import (
    article_from_bytes,
    article_from_html,
    article_from_text,
    read_article,
)
from mujaz.catalogue import ModelSpec, load_catalogue
from mujaz.errors import (
    CatalogueError,
    ConfigError,
    FetchError,
    GlossaryError,
    InputError,
    MissingExtraError,
    ModelError,
    MujazError,
    TrainingError,
    TranslationError,
    UnknownModelError,
)
from mujaz.glossary import Glossary
from mujaz.hub import is_ready
from mujaz.judging import Checker
from mujaz.loading import Engine
from mujaz.pipeline import Pipeline
from mujaz.values import (
    Alternative,
    Article,
    Brief,
    Coverage,
    Finding,
    LeftOut,
    ModelCard,
    Name,
    NameUse,
    Point,
    Quality,
    Reason,
    Report,
    Role,
    Score,
    Segment,
    Severity,
    Span,
    Translation,
)

if TYPE_CHECKING:
    from mujaz.scoring import Evaluation

__all__ = [
    "Alternative",
    "Article",
    "Brief",
    "CatalogueError",
    "Checker",
    "ConfigError",
    "Coverage",
    "Engine",
    "FetchError",
    "Finding",
    "Glossary",
    "GlossaryError",
    "InputError",
    "LeftOut",
    "MissingExtraError",
    "ModelCard",
    "ModelError",
    "ModelSpec",
    "MujazError",
    "Name",
    "NameUse",
    "Pipeline",
    "Point",
    "Quality",
    "Reason",
    "Report",
    "Role",
    "Score",
    "Segment",
    "Severity",
    "Span",
    "TrainingError",
    "Translation",
    "TranslationError",
    "UnknownModelError",
    "article_from_bytes",
    "article_from_html",
    "article_from_text",
    "brief",
    "check",
    "is_ready",
    "load_catalogue",
    "read_article",
    "score",
    "translate",
]

__version__ = "0.1.0"


@lru_cache(maxsize=2)
def _pipeline(model: str | None, glossary: tuple[str, ...]) -> Pipeline:
    return Pipeline(model, glossary=glossary)


def brief(
    source: str | Article,
    *,
    words: int = 120,
    model: str | None = None,
    glossary: str | Path | None = None,
) -> Report:
    """Translate an article and compose a brief of it.

    :param source: the text of a page; `read_article` reads files and URLs.
    :param words: the most words in the brief, its headline included.
    :param model: a name from models.yaml; the bundled model where None.
    :param glossary: a YAML or CSV file of names that come before the built-in ones.
    :returns: the report; `report.brief` prints as text with citations.
    :raises MujazError: when the page cannot be read or the model cannot be used.
    """
    names = (str(glossary),) if glossary else ()
    return _pipeline(model, names).brief(source, words=words)


def check(source: str, target: str, *, glossary: str | Path | None = None) -> tuple[Finding, ...]:
    """Find what is wrong with a translation of one sentence, without a reference.

    :param source: the Arabic sentence.
    :param target: its English, by whatever system.
    :returns: findings, the most severe first.
    """
    return Checker(Glossary.with_files([glossary] if glossary else ())).check(source, target)


def score(
    test_set: str | Path,
    *,
    models: Sequence[str | None] = (None,),
    hypotheses: Mapping[str, str | Path] | None = None,
    split: str = "test",
    limit: int | None = None,
) -> Evaluation:
    """Score models, and files of other systems' hypotheses, on a set.

    :param test_set: held-out, flores, ntrex, a folder of articles, or a .tsv, .jsonl or .ar file.
    :param models: names from models.yaml, folders or hub ids; None is the default model.
    :param hypotheses: files with a line for each segment, by the system's name.
    :param split: of the held-out set, test or dev.
    :param limit: the most segments.
    :returns: figures with intervals; `mujaz.scoring.render_text` writes them.
    :raises MujazError: when the set, a model or a file cannot be used.
    """
    from mujaz import scoring
    from mujaz.catalogue import load_catalogue
    from mujaz.hub import find_model
    from mujaz.testsets import load_set

    scored = load_set(str(test_set), split=split, limit=limit)
    catalogue = load_catalogue()
    systems: list[scoring.System] = [
        scoring.ModelSystem.opened(find_model(name, catalogue), Engine()) for name in models
    ]
    systems += [scoring.file_system(f"{name}={path}") for name, path in (hypotheses or {}).items()]
    return scoring.evaluate(scored, systems)


def translate(
    source: str | Article, *, model: str | None = None, glossary: str | Path | None = None
) -> Report:
    """Translate an article, aligned by segment; parameters as for `brief`."""
    names = (str(glossary),) if glossary else ()
    return _pipeline(model, names).translate(source)

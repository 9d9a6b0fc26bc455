"""mujaz: an Arabic news article in, an English brief with citations out; offline.

>>> import mujaz
>>> report = mujaz.brief(open("page.txt").read())      # doctest: +SKIP
>>> print(report.brief)                                # doctest: +SKIP
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

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

__all__ = [
    "Alternative",
    "Article",
    "Brief",
    "CatalogueError",
    "Checker",
    "ConfigError",
    "Coverage",
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


def translate(
    source: str | Article, *, model: str | None = None, glossary: str | Path | None = None
) -> Report:
    """Translate an article, aligned by segment; parameters as for `brief`."""
    names = (str(glossary),) if glossary else ()
    return _pipeline(model, names).translate(source)

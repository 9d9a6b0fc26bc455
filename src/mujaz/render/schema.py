"""The published shape of a report in JSON.

These models are the schema: `mujaz schema` prints it, and docs/report.schema.json is that output.
Offsets are code points into the text that was given.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from mujaz.values import Severity

__all__ = ["SCHEMA_VERSION", "ReportDocument", "json_schema"]

SCHEMA_VERSION: Final = "1"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LeftOutDocument(_Document):
    """A part of the page that was not translated."""

    text: str
    start: int
    end: int
    reason: str


class ArticleDocument(_Document):
    """The page taken apart; `published` is an ISO date."""

    headline: str | None
    published: str | None
    outlet: str | None
    category: str | None
    captions: list[str]
    dateline: str | None
    url: str | None
    characters: int
    left_out: list[LeftOutDocument]


class FindingDocument(_Document):
    """What a check says; `source` spans count from the segment's start."""

    check: str
    severity: Severity
    message: str
    source: list[tuple[int, int]]
    target: list[tuple[int, int]]


class CheckedDocument(_Document):
    """One segment of a translation that was checked."""

    source: str
    target: str
    findings: list[FindingDocument]


class ChecksDocument(_Document):
    """What `mujaz check --format json` prints."""

    segments: list[CheckedDocument]


class NameDocument(_Document):
    """A known name in a segment.

    `injected` when its English was written into the source before decoding, `found` when the
    translation has it in an accepted form.
    """

    source: str
    english: str
    injected: bool
    found: bool


class NameUseDocument(_Document):
    """A known name throughout the article; `missing` segments lack it in the translation."""

    english: str
    arabic: list[str]
    segments: list[int]
    missing: list[int]


class AlternativeDocument(_Document):
    """A hypothesis that was not chosen."""

    text: str
    log_prob: float


class TranslationDocument(_Document):
    """One segment in both languages; `log_prob` is per token, natural log."""

    index: int
    source: str
    start: int
    end: int
    role: str
    paragraph: int | None
    text: str
    model: str
    log_prob: float | None
    findings: list[FindingDocument]
    names: list[NameDocument]
    alternatives: list[AlternativeDocument]
    retries: int
    parts: int
    way: str


class PointDocument(_Document):
    """A sentence and the indices of the segments that it is taken from."""

    text: str
    cites: list[int]


class BriefDocument(_Document):
    """The brief; `headline_cites` and `lead_cites` belong to `headline` and `lead`."""

    headline: str | None
    headline_cites: list[int]
    lead: str | None
    lead_cites: list[int]
    points: list[PointDocument]
    words: int


class CoverageDocument(_Document):
    """Characters other than white space."""

    translated: int
    left_out: int
    lost: int


class QualityDocument(_Document):
    """What is known without a reference."""

    coverage: CoverageDocument
    segments: int
    flagged: int
    log_prob: float | None
    estimate: float | None
    estimates: list[float]
    verdict: str


class ModelDocument(_Document):
    """The model behind the English."""

    name: str
    engine: str
    revision: str
    licence: str
    note: str


class ReportDocument(_Document):
    """A whole report; `brief` is absent after `mujaz translate`."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    article: ArticleDocument
    translations: list[TranslationDocument]
    brief: BriefDocument | None = None
    names: list[NameUseDocument]
    quality: QualityDocument
    model: ModelDocument
    timings: dict[str, float]


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of `mujaz brief --format json`."""
    return ReportDocument.model_json_schema(mode="serialization")

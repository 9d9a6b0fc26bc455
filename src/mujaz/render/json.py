"""A report as JSON, in the shape of `mujaz.render.schema`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from mujaz.render import schema
from mujaz.values import Article, Brief, Finding, Point, Report, Span, Translation

__all__ = ["document", "render_checks", "render_json"]


def render_json(report: Report) -> str:
    """Return the report as JSON text, Arabic unescaped."""
    content = document(report)
    exclude = {"brief"} if report.brief is None else None
    return content.model_dump_json(indent=2, exclude=exclude) + "\n"


def document(report: Report) -> schema.ReportDocument:
    """Return the report as the schema's models."""
    return schema.ReportDocument(
        article=_article(report.article),
        translations=[_translation(translation) for translation in report.translations],
        brief=_brief(report.brief) if report.brief else None,
        names=[schema.NameUseDocument.model_validate(asdict(use)) for use in report.names],
        quality=schema.QualityDocument.model_validate(asdict(report.quality)),
        model=schema.ModelDocument.model_validate(asdict(report.model)),
        timings={step: round(seconds, 4) for step, seconds in report.timings.items()},
    )


def render_checks(
    sources: Sequence[str], targets: Sequence[str], findings: Sequence[Sequence[Finding]]
) -> str:
    """Return the findings on a translation given line by line, as JSON text."""
    segments = [
        schema.CheckedDocument(
            source=source, target=target, findings=[_finding(finding) for finding in found]
        )
        for source, target, found in zip(sources, targets, findings, strict=True)
    ]
    return schema.ChecksDocument(segments=segments).model_dump_json(indent=2) + "\n"


def _of(article: Article, span: Span | None) -> str | None:
    return span.of(article.text) if span else None


def _article(article: Article) -> schema.ArticleDocument:
    return schema.ArticleDocument(
        headline=_of(article, article.headline),
        published=article.published.isoformat() if article.published else None,
        outlet=article.outlet,
        category=_of(article, article.category),
        captions=[span.of(article.text) for span in article.captions],
        dateline=_of(article, article.dateline),
        url=article.url,
        characters=len(article.text),
        left_out=[
            schema.LeftOutDocument(
                text=part.span.of(article.text),
                start=part.span.start,
                end=part.span.end,
                reason=part.reason,
            )
            for part in article.left_out
        ],
    )


def _finding(finding: Finding) -> schema.FindingDocument:
    return schema.FindingDocument(
        check=finding.check,
        severity=finding.severity,
        message=finding.message,
        source=[(span.start, span.end) for span in finding.source],
        target=[(span.start, span.end) for span in finding.target],
    )


def _translation(translation: Translation) -> schema.TranslationDocument:
    segment = translation.segment
    return schema.TranslationDocument(
        index=segment.index,
        source=segment.text,
        start=segment.span.start,
        end=segment.span.end,
        role=segment.role,
        paragraph=segment.paragraph,
        text=translation.text,
        model=translation.model,
        log_prob=translation.log_prob,
        findings=[_finding(finding) for finding in translation.findings],
        names=[
            schema.NameDocument(
                source=name.span.of(segment.text),
                english=name.english,
                injected=name.injected,
                found=name.found,
            )
            for name in translation.names
        ],
        alternatives=[
            schema.AlternativeDocument(text=other.text, log_prob=other.log_prob)
            for other in translation.alternatives
        ],
        retries=translation.retries,
        parts=translation.parts,
        way=translation.way,
    )


def _cites(point: Point | None) -> list[int]:
    return list(point.cites) if point else []


def _brief(brief: Brief) -> schema.BriefDocument:
    return schema.BriefDocument(
        headline=brief.headline.text if brief.headline else None,
        headline_cites=_cites(brief.headline),
        lead=brief.lead.text if brief.lead else None,
        lead_cites=_cites(brief.lead),
        points=[
            schema.PointDocument(text=point.text, cites=_cites(point)) for point in brief.points
        ],
        words=brief.words,
    )

"""A report as a Word document (extra `docx`)."""

from __future__ import annotations

import io
from typing import Any

from mujaz.errors import MissingExtraError
from mujaz.render.text import about_lines, cited, model_line, put_right, warning
from mujaz.render.tmx import xml_text
from mujaz.values import Report, Translation

__all__ = ["render_docx"]

_WIDTHS = (360_000, 2_560_000, 2_560_000)  # in the unit of Word files, 914,400 an inch


def render_docx(report: Report) -> bytes:
    """Return the brief and, in a table, every segment in both languages.

    :raises MissingExtraError: when python-docx is not installed.
    """
    try:
        import docx
    except ImportError:
        raise MissingExtraError("A Word document", "docx") from None
    document = docx.Document()
    if brief := report.brief:
        by_index = {t.segment.index: t for t in report.translations}
        for point in brief.sentences:
            if point is brief.headline:
                document.add_heading(xml_text(cited(point)), level=1)
            else:
                style = None if point is brief.lead else "List Bullet"
                document.add_paragraph(xml_text(cited(point)), style=style)
            for index in point.cites:
                if said := warning(by_index[index]):
                    document.add_paragraph(xml_text(said), style="Intense Quote")
        document.add_heading("Segments", level=2)
    table = document.add_table(rows=0, cols=3)
    for translation in report.translations:
        _add_row(table, translation)
    for line in (*about_lines(report), model_line(report)):
        document.add_paragraph(xml_text(line))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add_row(table: Any, translation: Translation) -> None:
    number, english, arabic = table.add_row().cells
    for cell, width in zip((number, english, arabic), _WIDTHS, strict=True):
        cell.width = width
    number.text = str(translation.segment.index)
    lines = (translation.text, warning(translation), put_right(translation))
    english.text = xml_text("\n".join(filter(None, lines)))
    paragraph = arabic.paragraphs[0]
    _mark(paragraph._p.get_or_add_pPr(), "bidi")
    run = paragraph.add_run(xml_text(translation.segment.text))
    _mark(run._r.get_or_add_rPr(), "rtl")


def _mark(properties: Any, name: str) -> None:
    """Set a property of right-to-left text, which python-docx has no call for."""
    from docx.oxml import OxmlElement

    properties.append(OxmlElement(f"w:{name}"))

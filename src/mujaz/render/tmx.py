"""A report as TMX 1.4: a translation memory of the article, one unit a segment."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from mujaz.values import Report, Translation

__all__ = ["render_tmx", "xml_text"]

# What XML 1.0 cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEADER = (
    '<header creationtool="mujaz" creationtoolversion="1" segtype="sentence" o-tmf="mujaz" '
    'adminlang="en" srclang="ar" datatype="plaintext"/>'
)


def render_tmx(report: Report) -> str:
    """Return the segments as a translation memory, ready for any TMX tool.

    The model and, where a check found something, its findings stand with each unit.
    """
    units = "\n".join(_unit(translation) for translation in report.translations)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f"{_HEADER}\n<body>\n{units}\n</body>\n</tmx>\n"
    )


def xml_text(content: str) -> str:
    """Return text without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", content)


def _unit(translation: Translation) -> str:
    notes = [f"<prop type='model'>{_escaped(translation.model)}</prop>"]
    notes += [f"<note>{_escaped(finding.message)}</note>" for finding in translation.findings]
    # The standard wants notes before properties.
    return (
        f'<tu tuid="{translation.segment.index}">{"".join(reversed(notes))}\n'
        f'<tuv xml:lang="ar"><seg>{_escaped(translation.segment.text)}</seg></tuv>\n'
        f'<tuv xml:lang="en"><seg>{_escaped(translation.text)}</seg></tuv></tu>'
    )


def _escaped(content: str) -> str:
    return escape(xml_text(" ".join(content.split())))

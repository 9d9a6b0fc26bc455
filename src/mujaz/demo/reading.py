"""What a visitor gives, pasted or uploaded, to an `Article`; whatever is wrong is one sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from mujaz import Article, InputError, MissingExtraError, article_from_bytes, article_from_text

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "article_from_file", "article_from_paste"]

#: The longest text that the page takes; a newspaper page has 2,000 to 20,000 characters.
MAX_CHARACTERS = 200_000
#: The largest file that the page takes.
MAX_BYTES = 2_000_000
_MOST_UNPACKED = 50_000_000  # bytes in a .docx, before it is opened
_OLE = b"\xd0\xcf\x11\xe0"  # how an encrypted .docx begins, and an old .doc


def article_from_paste(text: str) -> Article:
    """Read pasted text.

    :raises InputError: when it is too long, holds null characters, or is no Arabic article.
    """
    name = "the text"
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"{name} is too long: {len(text):,} characters, this page takes {MAX_CHARACTERS:,}",
            hint="give one article at a time, or use `mujaz brief FILE`",
        )
    if "\0" in text:
        raise InputError(f"{name} holds null characters", hint="copy the text of the article again")
    # A browser may send half of a surrogate pair, which no file can hold.
    return article_from_text(text.encode("utf-8", "replace").decode("utf-8"), name=name)


def article_from_file(path: Path) -> Article:
    """Read an uploaded .txt, .html or .docx file.

    :raises InputError: when it is too large, or is not what its name says.
    """
    name = path.name
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise InputError(
            f"{name} is too large: {size / 1e6:.1f} MB, this page takes {MAX_BYTES / 1e6:.0f} MB",
            hint="give the article alone, as text",
        )
    data = path.read_bytes()
    if path.suffix.lower() == ".docx":
        text = _text_of_docx(data, name)
        return article_from_paste(text) if text.strip() else article_from_text(text, name=name)
    article = article_from_bytes(data, name=name)
    article_from_paste(article.text)  # the same limits hold
    return article


def _text_of_docx(data: bytes, name: str) -> str:
    """Return the paragraphs and the cells of tables, one a line, in the document's order."""
    if data.startswith(_OLE):
        raise InputError(
            f"{name} is protected by a password, or is a .doc of old",
            hint="save it as .docx without a password, or paste the text",
        )
    try:
        import docx
        from docx.table import Table
    except ImportError:
        raise MissingExtraError("Reading .docx", "demo") from None
    not_word = InputError(f"{name} is not a Word document", hint="paste the text instead")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                raise InputError(f"{name} is too large once unpacked", hint="paste the text")
        document = docx.Document(io.BytesIO(data))
    except InputError:
        raise
    except Exception:
        # zipfile, lxml and python-docx each have errors of their own for a broken file.
        raise not_word from None
    lines = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += [cell.text for row in block.rows for cell in row.cells]
        else:
            lines.append(block.text)
    # A blank line between paragraphs, as on a page that is pasted.
    return "\n\n".join(line for line in lines if line.strip())

"""Bytes of unknown encoding to text."""

from __future__ import annotations

import codecs
import re

from mujaz.arabic import arabic_share
from mujaz.errors import InputError

__all__ = ["decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP, DOCX or XLSX file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"{\\rtf": "an RTF file",
}
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_CONTROLS = frozenset(range(32)) - {9, 10, 11, 12, 13, 27}


def decode(data: bytes, *, name: str = "input", charset: str | None = None) -> str:
    """Decode a page.

    Byte-order marks decide; then `charset` (an HTTP header), a <meta charset>, UTF-8, UTF-16
    without a mark, and Windows-1256, the old encoding of Arabic pages.

    :param name: what to call the input in an error.
    :raises InputError: when the bytes are not text.
    """
    _refuse_known_formats(data, name)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding, name)
    meta = _META_CHARSET.search(data[:4096])
    for declared in (charset, meta and meta.group(1).decode("ascii")):
        text = _try(data, declared) if declared else None
        if text is not None:
            return text
    for encoding, high in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        # The high bytes of Arabic, digits and Latin in UTF-16.
        if len(data) % 2 == 0 and high.count(0) + high.count(6) > 0.6 * len(high):
            return _strictly(data, encoding, name)
    if (text := _try(data, "utf-8")) is not None:
        return _without_controls(text, data, name)
    text = _without_controls(data.decode("cp1256", errors="replace"), data, name)
    if arabic_share(text) >= 0.5:
        return text
    return data.decode("cp1252", errors="replace")


def _refuse_known_formats(data: bytes, name: str) -> None:
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(f"{name} is {kind}, not text", hint="save the page as .txt or .html")


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return None


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} begins as {encoding} but byte {error.start} does not fit",
            hint="save the page again as UTF-8",
        ) from None


def _without_controls(text: str, data: bytes, name: str) -> str:
    controls = sum(byte in _CONTROLS for byte in data[:65536])
    if controls > len(data[:65536]) * 0.01:
        raise InputError(f"{name} is not text", hint="give a .txt or .html page")
    return text

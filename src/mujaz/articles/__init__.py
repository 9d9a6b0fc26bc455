"""A pasted page, a file, HTML or a URL to an `Article`."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from pathlib import Path

from mujaz.arabic import arabic_share, has_arabic
from mujaz.articles.decoding import decode
from mujaz.articles.page import parse_page
from mujaz.errors import FetchError, InputError
from mujaz.values import Article

__all__ = [
    "MAX_CHARACTERS",
    "article_from_bytes",
    "article_from_html",
    "article_from_text",
    "article_from_url",
    "decode",
    "fetch",
    "read_article",
]

#: The longest page that is read, in characters; a newspaper page has 2,000 to 20,000.
MAX_CHARACTERS = 1_000_000
MAX_BYTES = 20_000_000
_HTML = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body|article)\b",
    re.IGNORECASE | re.DOTALL,
)


def article_from_text(text: str, *, name: str = "the text", url: str | None = None) -> Article:
    """Read the text of a page, as pasted.

    :raises InputError: when it is empty, too long, not Arabic, or nothing but page furniture.
    """
    _check(text, name)
    return _with_story(parse_page(text, url=url), name)


def article_from_html(html: str, *, name: str = "the page", url: str | None = None) -> Article:
    """Read an HTML page: its main text (by trafilatura) becomes `Article.text`.

    :raises InputError: when no Arabic main text is found.
    """
    if len(html) > MAX_BYTES:
        raise _too_long(name, len(html), MAX_BYTES)
    # Imported here: it takes 0.4 s, and a pasted page does not need it.
    import trafilatura

    document = trafilatura.bare_extraction(
        html,
        url=url,
        include_comments=False,
        favor_recall=True,  # a sentence too many does less harm than one too few
        with_metadata=True,
    )
    # It may give a dict by its signature, and never does without `as_dict`.
    found = document if isinstance(document, trafilatura.settings.Document) else None
    body = (found and found.text) or ""
    title = (found and found.title) or None
    if not body.strip():
        raise InputError(f"{name} holds no main text", hint="copy the article's text instead")
    text = body if title is None or _begins_with(body, title) else f"{title}\n\n{body}"
    _check(text, name)
    published = None
    if found and found.date:
        with suppress(ValueError):
            published = dt.date.fromisoformat(found.date[:10])
    article = parse_page(
        text,
        title=title,
        published=published,
        outlet=(found and found.sitename) or None,
        url=url or (found and found.url) or None,
    )
    return _with_story(article, name)


def article_from_bytes(data: bytes, *, name: str = "the input", url: str | None = None) -> Article:
    """Read a page of unknown encoding, text or HTML.

    :raises InputError: as `article_from_text`, and when the bytes are not text.
    """
    if not data.strip():
        raise InputError(f"{name} is empty", hint="give a page with Arabic text")
    if len(data) > MAX_BYTES:
        raise _too_long(name, len(data), MAX_BYTES, "bytes")
    return _text_or_html(decode(data, name=name), name, url)


def article_from_url(url: str, *, timeout: float = 20.0) -> Article:
    """Fetch a page and read it. Only the CLI and the API do this, never the demo.

    :raises FetchError: when the page cannot be had.
    """
    data, charset = fetch(url, timeout=timeout)
    return _text_or_html(decode(data, name=url, charset=charset), url, url)


def read_article(source: str | Path) -> Article:
    """Read whatever the user named: a URL or a file.

    :raises InputError: when it cannot be read.
    """
    if isinstance(source, str) and re.match(r"https?://", source, re.IGNORECASE):
        return article_from_url(source)
    path = Path(source)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_long(str(path), size, MAX_BYTES, "bytes")
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"{path} does not exist", hint="give a .txt or .html file, a URL, or - for stdin"
        ) from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from None
    return article_from_bytes(data, name=str(path))


def fetch(url: str, *, timeout: float = 20.0) -> tuple[bytes, str | None]:
    """Get a page's bytes and the charset its header names.

    :param timeout: seconds to wait for each of connection and reply.
    :raises FetchError: when there is no route, no page, or too much of it.
    """
    import urllib3

    hint = "save the page and give the file"
    try:
        with urllib3.PoolManager(timeout=timeout, retries=urllib3.Retry(2, redirect=5)) as pool:
            reply = pool.request("GET", url, preload_content=False, headers={"User-Agent": "mujaz"})
            try:
                if reply.status != 200:
                    raise FetchError(f"{url} answered {reply.status}", hint=hint)
                data = reply.read(MAX_BYTES + 1, decode_content=True)
            finally:
                reply.release_conn()
    except urllib3.exceptions.HTTPError as error:
        reason = getattr(error, "reason", None) or error
        raise FetchError(f"{url} cannot be fetched: {reason}", hint=hint) from None
    if len(data) > MAX_BYTES:
        raise _too_long(url, len(data), MAX_BYTES, "bytes")
    declared = re.search(r"charset=([\w-]+)", reply.headers.get("Content-Type", ""))
    return data, declared.group(1) if declared else None


def _text_or_html(text: str, name: str, url: str | None) -> Article:
    if _HTML.match(text):
        return article_from_html(text, name=name, url=url)
    return article_from_text(text, name=name, url=url)


def _begins_with(body: str, title: str) -> bool:
    return body.lstrip()[: len(title)].strip() == title.strip()


def _too_long(name: str, size: int, limit: int, unit: str = "characters") -> InputError:
    return InputError(
        f"{name} is too long: {size:,} {unit}, the limit is {limit:,}",
        hint="give one article at a time",
    )


def _check(text: str, name: str) -> None:
    if not text.strip():
        raise InputError(f"{name} is empty", hint="give a page with Arabic text")
    if len(text) > MAX_CHARACTERS:
        raise _too_long(name, len(text), MAX_CHARACTERS)
    if not has_arabic(text):
        raise InputError(f"{name} holds no Arabic text", hint="mujaz reads Arabic articles")
    if arabic_share(text) < 0.1:
        raise InputError(
            f"{name} is hardly Arabic: {arabic_share(text):.0%} of its letters",
            hint="mujaz reads Arabic articles",
        )


def _with_story(article: Article, name: str) -> Article:
    spans = [*article.paragraphs, *([article.headline] if article.headline else [])]
    if not any(has_arabic(span.of(article.text)) for span in spans):
        raise InputError(
            f"{name} holds only page furniture, no story",
            hint="see that the article's own text is there",
        )
    return article

"""An article to segments: sentences of Arabic news with exact positions.

`split_sentences` finds the sentences of a paragraph; `divide` cuts one that is too long for a
model, for decoding only. Neither loses a character other than white space.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from mujaz.arabic import CLAUSE_MARKS, fold_text, is_arabic_letter, is_mark
from mujaz.values import Article, Role, Segment, Span

__all__ = ["divide", "segment_article", "split_sentences", "without_bullet"]

_OPENERS = "«“([{‹"
_CLOSERS = "»”)]}›\"'’"
# A run of stops (marks without a letter may stand between), then whatever closes after it.
_STOP = re.compile(
    r"(?P<stop>[.؟?!…۔](?:[\u200e\u200f\u061c]?[.؟?!…۔])*)"
    rf"(?P<close>(?:[\u200e\u200f\u061c]?\s?[{re.escape('»”)]}›')}]|[\u200e\u200f\u061c]?[\"'’])*)"
    r"[\u200e\u200f\u061c]*"
)
_NO_BREAK = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|gov|info|tv|news|[a-z]{2})(?![\w])\S*",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"[^\s«»“”\"'()\[\]،؛:]*$")
_WORD_AFTER = re.compile(r"\s*[«“\"'(\[‹]*\s*(\w+)")
# Written with a full stop inside a sentence; single letters are covered without a list.
_ABBREVIATIONS = frozenset(
    fold_text(word)
    for word in (
        "أ.د|ا.د|د|م|هـ|ه|ق.م|ق.هـ|ب.م|ص|ط|ج|س|ت|ع|أ.م.د|ص.ب|ص.ب.|إلخ|الخ|رح|رض|ق|ف|كم|سم|كغ|ملم|"
        "mr|mrs|ms|dr|prof|st|no|vs|jr|sr|gen|col|lt|sgt|rev|hon|inc|ltd|co|corp|u.s|u.n|e.g|i.e"
    ).split("|")
)
# These end what they follow ("330 ق.م."), and may end the sentence with it.
_ERAS = frozenset(map(fold_text, ("هـ", "ه", "م", "ق.م", "ق.هـ", "ب.م", "إلخ", "الخ")))
_DOMAIN_ENDS = frozenset(map(fold_text, ("نت", "كوم", "أورغ", "نيوز", "اونلاين")))
# A circumstance that grammar ties to the sentence before, whatever the stop between them says.
_CIRCUMSTANCES = frozenset(
    fold_text(word)
    for word in (
        "مشددا مضيفا مؤكدا موضحا مبينا مشيرا لافتا معتبرا محذرا منوها معربا داعيا متهما نافيا "
        "قائلا مطالبا معلنا ملمحا متوعدا مرجحا مستنكرا مستدركا مستطردا متابعا مجددا زاعما مدعيا "
        "واصفا "
        "مشددة مضيفة مؤكدة موضحة مبينة مشيرة لافتة معتبرة محذرة منوهة معربة داعية متهمة نافية قائلة"
    ).split()
)
_SPEECH = frozenset(
    fold_text(word)
    for word in (
        "قال قالت يقول تقول سأل سألت تساءل تساءلت أجاب أجابت رد ردت أضاف أضافت كتب كتبت صرح صرحت "
        "هتف هتفوا صاح نقل نقلت بحسب وفق حسب هكذا بهذه كما"
    ).split()
)
_BULLET = re.compile(r"^\s*(?:[•●▪◦■□–—*·‣\-]|\(?\d{1,3}[.)\-]|[٠-٩]{1,3}[.)\-])\s+")
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"")
_VERB = re.compile(
    r"\sو(?=(?:[يتن]|س[يتن]|ا(?:كد|ضاف|علن|شار|وضح|عتبر|تهم|نتقد|ستهدف|دان|عرب)|قال|قام|كان|ذكر|"
    r"نقل|دعا|طالب|حذر|شدد|نف|رفض|وصل|جاء|تم|لم|لن|لا|قد|هو|هي)\w*)"
)


def segment_article(article: Article) -> tuple[Segment, ...]:
    """Divide an article into segments in reading order, the headline first.

    :returns: segments numbered from 0; each one's text is `article.text` at its span.
    """
    spans: list[tuple[Span, int | None]] = []
    if article.headline:
        spans.append((article.headline, None))
    for number, paragraph in enumerate(article.paragraphs):
        for inner in split_sentences(paragraph.of(article.text)):
            start = paragraph.start
            spans.append((Span(start + inner.start, start + inner.end), number))
    return tuple(
        Segment(
            index=index,
            span=span,
            text=span.of(article.text),
            role=Role.HEADLINE if number is None else _role(span.of(article.text)),
            paragraph=number,
        )
        for index, (span, number) in enumerate(spans)
    )


def split_sentences(text: str) -> tuple[Span, ...]:
    """Find the sentences of a paragraph.

    :returns: spans in order; between them, before and after there is only white space.

    >>> text = "قال د. سالم ذلك. ثم غادر!"
    >>> [span.of(text) for span in split_sentences(text)]
    ['قال د. سالم ذلك.', 'ثم غادر!']
    """
    protected = [match.span() for match in _NO_BREAK.finditer(text)]
    cuts = [0]
    for match in _STOP.finditer(text):
        # A stop as the last character of a URL ends the sentence, not the URL.
        if any(start <= match.start() and match.end() < end for start, end in protected):
            continue
        if match.end() > cuts[-1] and _ends_sentence(text, cuts[-1], match):
            cuts.append(match.end())
    cuts.append(len(text))
    spans = (_trim(text, start, end) for start, end in pairwise(cuts))
    return tuple(span for span in _with_letters(text, [s for s in spans if len(s)]))


def divide(text: str, fits: Callable[[str], bool]) -> tuple[str, ...]:
    """Cut a text that is too long for a model into parts that fit, at the best places there are.

    Clause marks come first, the strongest before the weaker and the middle before the ends, then
    " و" before a verb, then any white space, then, for a text without any, any character.

    :param fits: tells whether a part is short enough; true of every single character.
    :returns: the parts without the white space between them, in order.
    """
    text = text.strip()
    if not text:
        return ()
    if len(text) == 1 or fits(text):
        return (text,)
    cut = _best_cut(text)
    return divide(text[:cut], fits) + divide(text[cut:], fits)


def _best_cut(text: str) -> int:
    middle, margin = len(text) / 2, len(text) * 0.2
    for mark in CLAUSE_MARKS:
        ends = [m.end() for m in re.finditer(rf"(?<!\d){re.escape(mark)}(?=\s)", text)]
        inner = [end for end in ends if margin <= end <= len(text) - margin]
        if inner:
            return min(inner, key=lambda end: abs(end - middle))
    for pattern in (_VERB, re.compile(r"\sو"), re.compile(r"\s")):
        starts = [m.start() for m in pattern.finditer(text) if 0 < m.start() < len(text) - 1]
        inner = [start for start in starts if margin <= start <= len(text) - margin] or (
            starts if pattern.pattern == r"\s" else []
        )
        if inner:
            return min(inner, key=lambda start: abs(start - middle))
    return max(1, len(text) // 2)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _with_letters(text: str, spans: list[Span]) -> list[Span]:
    """Let no span stand without a letter or digit: it joins its neighbour."""
    joined: list[Span] = []
    for span in spans:
        bare = not any(char.isalnum() for char in span.of(text))
        if joined and (bare or not any(c.isalnum() for c in joined[-1].of(text))):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    after = text[match.end() :]
    if not after.strip():
        return True
    follower = _WORD_AFTER.match(after)
    next_word = fold_text(follower.group(1)) if follower else ""
    if next_word in _CIRCUMSTANCES or after.lstrip()[0] in "،؛:,;":
        return False
    stop = match.group("stop")
    if match.group("close") and next_word in _SPEECH:
        return False
    marks = "".join(char for char in stop if not is_mark(char))
    if any(mark in "؟?!" for mark in marks):
        return True
    before = text[start : match.start()]
    if len(marks) > 1 or marks == "…":
        return _ellipsis_ends(before, match.group("close"), after)
    return _full_stop_ends(before, after, next_word, bool(match.group("close")))


def _ellipsis_ends(before: str, close: str, after: str) -> bool:
    inside = before.count('"') % 2 == 1 or before.count("«") + before.count("“") > (
        before.count("»") + before.count("”")
    )
    if inside and not close:
        return False
    # "قال ... إنه": white space on both sides marks a gap, not an end.
    gap = before[-1:].isspace() or not after[:1].isspace()
    return not gap and len(before.split()) >= 4 and len(after.split()) >= 3


def _full_stop_ends(before: str, after: str, next_word: str, closed: bool) -> bool:
    attached = not after[0].isspace()
    last = before[-1:]
    if not before.strip() or (attached and last.isdigit() and after[0].isdigit()):
        return False
    word = fold_text(_last_word(before)).strip(".")
    bare = before.strip()
    if bare.isdigit() and len(bare) <= 3:  # "1. النص": the number of a list
        return False
    if closed:
        return True
    if word in _ERAS and re.search(r"\d\s*\S*$", before[: len(before.rstrip()) - len(word)] + "x"):
        return next_word.startswith("و") or next_word in _SPEECH
    bare_word = word[1:] if word[:1] in "وفبلك" and len(word) > 1 else word
    if word in _ABBREVIATIONS or bare_word in _ABBREVIATIONS:
        return False
    if all(len(part) == 1 and part.isalpha() for part in word.split(".")):  # initials
        return False
    if not attached:
        return True
    if after[0].isdigit() and last.isdigit():
        return False
    if is_arabic_letter(after[0]) or after[0] in _OPENERS or after[0] == '"':
        return next_word not in _DOMAIN_ENDS and len(word) >= 3 and len(next_word) >= 2
    return after[0].isdigit() and is_arabic_letter(last) and len(word) >= 3


def _last_word(text: str) -> str:
    found = _WORD_BEFORE.search(text)
    return found.group() if found else ""


def _role(text: str) -> Role:
    if _BULLET.match(text):
        return Role.LIST
    quoted = sum(len(match.group()) for match in _QUOTED.finditer(text))
    return Role.QUOTE if quoted >= 0.6 * len(text) else Role.BODY


def without_bullet(text: str) -> str:
    """Return a list item's text without its bullet or number."""
    return _BULLET.sub("", text, count=1) or text

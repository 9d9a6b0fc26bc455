from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mujaz import GlossaryError
from mujaz.exchange import ExchangeError, read_units
from mujaz.glossary import Glossary

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header/><body>
<tu><tuv xml:lang="ar-SA"><seg>نهر <bpt i="1">&lt;b&gt;</bpt>الفرات</seg></tuv>
<tuv xml:lang="en"><seg>Euphrates</seg></tuv></tu>
<tu><tuv lang="EN_us"><seg>only English</seg></tuv></tu>
</body></tmx>"""
TBX = """<martif type="TBX"><text><body>
<termEntry id="1"><langSet xml:lang="ar"><tig><term>برلمان البلاد</term></tig></langSet>
<langSet xml:lang="en"><tig><term>Majlis</term></tig><tig><term>parliament</term></tig></langSet>
</termEntry></body></text></martif>"""
PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30)


def test_tmx_without_its_inline_codes() -> None:
    units = read_units(TMX.encode())
    assert units[0].texts == {"ar": ("نهر الفرات",), "en": ("Euphrates",)}
    assert units[1].texts == {"en": ("only English",)}
    assert [unit.line for unit in units] == [3, 5]


def test_tbx_gives_every_accepted_form(tmp_path: Path) -> None:
    path = tmp_path / "terms.tbx"
    path.write_text(TBX, encoding="utf-8")
    (term,) = Glossary.from_file(path)
    assert (term.english, term.also, term.arabic) == ("Majlis", ("parliament",), ("برلمان البلاد",))
    (match,) = Glossary.from_file(path).find("زار برلمان البلاد أمس")
    assert match.english == "Majlis"


@given(PLAIN, PLAIN)
def test_texts_come_back(arabic: str, english: str) -> None:
    data = (
        f'<tmx><tu><tuv xml:lang="ar"><seg>{escape(arabic)}</seg></tuv>'
        f'<tuv xml:lang="en"><seg>{escape(english)}</seg></tuv></tu></tmx>'
    )
    texts: dict[str, tuple[str, ...]] = {}
    for unit in read_units(data.encode()):
        texts.update(unit.texts)
    for language, text in (("ar", arabic), ("en", english)):
        plain = " ".join(text.split())
        assert texts.get(language, ()) == ((plain,) if plain else ())


@given(st.binary(max_size=200))
def test_rubbish_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(ExchangeError):
        read_units(data)


def test_a_named_document_type_is_allowed_and_not_fetched() -> None:
    named = TMX.replace("<tmx", '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx', 1)
    assert len(read_units(named.encode())) == 2


def test_entities_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "evil.tmx"
    path.write_text('<?xml version="1.0"?>\n<!DOCTYPE tmx [<!ENTITY a "b">]>\n<tmx>&a;</tmx>')
    with pytest.raises(GlossaryError, match=r"line 2.*entities"):
        Glossary.from_file(path)

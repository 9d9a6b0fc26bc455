"""Names and terms: their English, where they stand in a text, and writing the English there.

``Glossary.builtin() | Glossary.from_file("mine.csv")`` knows ours and the user's, whose entries
win; ``find`` gives the matches of a text; ``inject`` writes the English names into the Arabic.
"""

from mujaz.glossary.injecting import Injection, inject
from mujaz.glossary.matching import Glossary, Match
from mujaz.glossary.terms import BUILT_IN, Kind, Term

__all__ = ["BUILT_IN", "Glossary", "Injection", "Kind", "Match", "Term", "inject"]

"""Polarity: what the source denies the translation denies, and nothing else.

Both sides are searched for cues of negation, denial, refusal, exclusion and restriction. A cue is
*strong* when it must have a counterpart (لا, لم, غير; not, never, without) and *weak* when it may
serve as one (نفى, رفض, منع; denies, unable, hardly, unlikely). Strong cues are paired first with
strong ones, then with weak ones of a class that can express them, the closest place in the
sentence first, so that each clause answers for itself. A strong cue that finds no partner is a
finding. Verbs of denial and refusal are strong on the Arabic side: "denies signing" without any
counterpart is a reversal.

Not negation: لا يزال, ما زال (still), لا سيما (especially), لا بد (must), غير أن, إلا أن (but),
دون سن (under the age).

Modality: conditions, possibilities and plans of the source (إذا, قد + imperfect, ربما,
من المتوقع, يعتزم) need some sign of one in the translation, or a plan reads as a fact.

Blind spots: ما before a verb is only a possible counterpart (it is usually "what"); antonyms that
carry the negation inside the word ("remained silent" for لم يتحدث) raise a false alarm unless
listed; two reversals that cancel out; which verb of a clause is negated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from mujaz.checks.words import Word, arabic_words, english_words, folded, forms
from mujaz.values import Finding, Severity, Span

__all__ = ["polarity"]

_NAME = "polarity"


@dataclass(frozen=True, slots=True)
class _Cue:
    """A sign of negation; `place` is where it stands in its text, from 0 to 1."""

    kind: str
    strong: bool
    span: Span
    place: float
    index: int


# -- Arabic ------------------------------------------------------------------------------------

_PARTICLES = forms("لا لم لن ليس ليست ليسوا لسنا لست لستم ليسا لسن")
_WITHOUT = forms("دون بدون بلا")
_DENY = forms(
    "ينفي تنفي نفت نفوا ينفون نافيا نافية نافين نفيه نفيها نفيهم أنكر أنكرت ينكر تنكر أنكروا "
    "ينكرون منكرا منكرة نفاها نفاه"
)
_REFUSE = forms(
    "رفض رفضت رفضوا يرفض ترفض يرفضون رافضا رافضة رافضين رفضه رفضها رفضهم مرفوض مرفوضة "
    "امتنع امتنعت امتنعوا يمتنع تمتنع امتناع ممتنعا ممتنعة عزف عزفت يعزف تعزف عزوف عزوفه عزوفها"
)
_EXCLUDE = forms("استبعد استبعدت يستبعد تستبعد استبعدوا مستبعدا مستبعدة مستبعد استبعاد")
_FORBID = forms(
    "حظر حظرت يحظر تحظر محظور محظورة منع منعت يمنع تمنع ممنوع ممنوعة منعا منعهم منعه منعها "
    "يمنعون تحريم حرم يحرم محرم"
)
_LACK = forms(
    "انعدام غياب افتقار يفتقر تفتقر افتقرت مجانا مجاني مجانية بالمجان خلو يخلو تخلو خالية خال "
    "خاليا عجز عاجزة عاجزا يعجز تعجز عجزت مستحيل مستحيلا مستحيلة يستحيل استحالة استحال نادرا "
    "نادرة نادر قلما تجنب يتجنب تتجنب تفادي "
    "يتفادى فشل فشلت يفشل فشلوا تفشل أخفق أخفقت إخفاق توقف توقفت كف يكف تخلى تخلت يتعذر تعذر "
    "بالكاد حرمان محروم مجهول مجهولة مجهولين إعفاء نفي "
    "باطل انقطاع يجهل تجهل استثناء باستثناء بدلا عوضا صفر لولا ناهيك فضلا إياك "
    "حذار دونه دونها دونهم بدونه بدونها بدونهم بدونك بدوني بدوننا دونما انعدم"
)
_REACH = 14  # words between "not" and the "but" that turns it into "only"
_ONLY_AFTER_NOT = forms("إلا سوى")
_RESTRICT = forms("سوى إلا فقط فحسب عدا وحده وحدها يقتصر تقتصر اقتصر اقتصرت")
_AFTER_MA = forms(
    "كان كانت من عاد عادت لم أحد لي له لها ينبغي بدي بدنا بدك بدكم بده بدها بدهم في عندي عندنا"
)
_ASKED = forms("أليس أليست ألم ألست ألن أفلا أولم أفلم ألسنا ألستم")
_PREFIXED_NOT = re.compile(
    "(?:ال)?لا(?:سلكي|مركزي|نهاي|عنف|انساني|مبال|سامي|وعي|اراد|اخلاقي|شعور|محدود|معقول|ديني|فقاري|مسوول)"
)
_OWN_WORD = re.compile("(?:ال)?(?:مشروع|نظامي|شرعي|قانوني|حكومي|مباشر)")
_ARTICLE = re.compile("^[بكل]?ال(?=...)")
_UNLIKE = forms("عكس بعكس خلافا بخلاف خلاف")
_LIMITS = forms("يقل تقل يزيد تزيد يتجاوز تتجاوز يتعدى تتعدى يخفى تخفى يقلون يزيدون")
_GHAYR = forms("غير الغير لغير بغير وغير كغير فغير")
_ADAM = forms("عدم بعدم لعدم وعدم فعدم انعدام العدم")
_STILL = forms("يزال تزال يزالون زال زالت زالوا نزال أزال يزالان تزالان يزل تزل برح يبرح ينفك")
_MUST = forms("بد محالة محال ريب")
_BUT = forms("أن أنه أنها أنهم إن إنه")
_NO_LONGER = forms("يعد تعد يعدوا نعد أعد")
_ALL_SURE = forms("شك غرابة عجب")
_INTEGRAL = forms("يتجزأ تتجزأ")
_AGES = forms("سن السن عمر مستوى خط الثانية الثالثة العاشرة الثامنة الخامسة السادسة الواحدة")
_HINDER = forms("حال يحول تحول حالت الحيلولة للحيلولة الحؤول للحؤول حائلا")

# -- English -----------------------------------------------------------------------------------

_NOT = frozenset(
    "not never no none nor neither nothing nobody nowhere without cannot cant dont wont".split()
)
_EN_CLASSES: dict[str, re.Pattern[str]] = {
    "deny": re.compile(
        r"den(?:y|ies|ied|ying|ials?)|disavow\w*|refut\w+|rebut\w*|contradict\w*|disown\w*|"
        r"dismiss\w*|disclaim\w*|debunk\w*|baseless"
    ),
    "refuse": re.compile(
        r"refus\w+|reject\w*|declin(?:ed|es)|abstain\w*|abstention\w*|refrain\w*|unwilling\w*|"
        r"withheld|withhold\w*|rebuff\w*|spurn\w*|boycott\w*|renounc\w*|reluctan\w+|oppos(?:ed?|es|ing)|"
        r"disagree\w*"
    ),
    "exclude": re.compile(r"exclud\w+|exclusion|unlikely|preclu\w+|discount\w*"),
    "forbid": re.compile(
        r"bans?|banned|banning|prohibit\w*|forbid\w*|forbade|prevent(?:s|ed|ing|ion)?|barred|barring|"
        r"block(?:s|ed|ing)?|embargo\w*|outlaw\w*|illegal\w*|illicit\w*|deter(?:s|red)?|avert\w*"
    ),
    "stop": re.compile(r"stop(?:s|ped|ping)?|ceas\w+|abandon\w*|avoid\w*|ignor\w+|neglect\w*"),
    "lack": re.compile(
        r"lack\w*|absen(?:t|ce|ces)|fail(?:s|ed|ing|ure|ures)?|unable|inabilit\w+|hardly|barely|"
        r"scarcely|rarely|rare|seldom|few|fewer|little|less|least|minus|devoid|missing|instead|"
        r"anonym\w+|offline|vain|silent|zero|stateless|landlocked|exempt\w*|deprived?|contrary|apart|"
        r"aside|pending|disproportionate\w*|intact|premature\w*|blurr\w+|conjecture|deficien\w+|"
        r"false\w*|poorly"
    ),
    "restrict": re.compile(
        r"only|except\w*|unless|just|solely|exclusively|merely|limited|confined|alone|purely|sole|"
        r"simply|restricted|mere|nothing"
    ),
}
_UN = re.compile(
    r"un(?!i(?:t|v|q|o|f|c|s)|der|til|less|cles?$|to$|dergo|esco|icef)\w{3,}|non\w{2,}|"
    r"dis(?:s?a|b|comfort|c(?:on|ourag|redit)|e(?:ngag|nfranch)|h|i(?:llus|nfo|nter)|joint|l(?:ik|oc|oy)|m(?:ant)?|o(?:rd|b)|"
    r"p(?:roport|rov|leas)|q|r(?:eg|esp|upt)|satis|sim|trust|un|us)\w*|anti(?!cip|qu|lop)\w*|"
    r"abnormal\w*|in(?:a(?:b|c(?:c|t)|d(?:e|m|v)|li|nim|p|rt|t)|c(?:ap|omp(?:at|et|l|r)|on(?:c|g|s[ei]|t|v)|orrect|urab)|d(?:e(?:c|f|s|t)|i(?:ff|g?est|r|sc|sp)|om|ubit)|"
    r"e(?:ff|l|q|sc|v|x)|fe(?:as|rt)|fin|flex|form(?:al)|fr(?:e|act)|hosp|human|just|no(?:c|p)|nu|op|ord|sa(?:n|t)|s(?:ecur|ens|epar|ign|inc|olv|ta?b|uff)|"
    r"t(?:ang|oler|ract|ransig)|v(?:al|ari|inc|is|oluntar|uln))\w*|im(?:balanc|plausib|m(?:at|e[am]|o(?:b|r|v)|un|ut)|p(?:artial|atien|en|erf|ers|o(?:l|ssib|t)|ra|rec|rob|rop|ud|un|ure))\w*|"
    r"ir(?:r(?:a|e(?:f|g|l|m|p|s|v)))\w*|il(?:leg|log|lic|lit)\w*|a(?:synchron|typical|moral|political|symmetr)\w*|"
    r"\w{3,}less(?:ly|ness)?|\w+-free|de(?:militar|nuclear)\w*|counter\w+"
)
_LA = re.compile(r"\bL[aáo]\b")
_NOT_UN = re.compile(
    r"unfortunate|inexpensive|disorder|disabilit|disabled|disease|immun|innocen|injust|unemploy|"
    r"disast|disappoint|disappear|counter|impunit|uncover|ignoran|dismount|dismiss|disarm|anti"
)

# What may stand for what: classes of Arabic cues -> classes of English cues.
_CAN: dict[str, frozenset[str]] = {
    "not": frozenset(("not", "without", "un", "lack", "refuse", "deny", "forbid", "exclude")),
    "without": frozenset(("not", "without", "un", "lack", "refuse", "forbid")),
    "un": frozenset(("not", "without", "un", "lack", "exclude", "forbid", "refuse")),
    "lack": frozenset(
        ("not", "without", "un", "lack", "refuse", "forbid", "deny", "exclude", "stop")
    ),
    "deny": frozenset(("not", "without", "deny", "refuse", "un")),
    "refuse": frozenset(("not", "without", "refuse", "deny", "forbid", "un", "exclude", "stop")),
    "exclude": frozenset(("not", "without", "exclude", "un", "refuse", "deny", "forbid", "lack")),
    "forbid": frozenset(("not", "without", "forbid", "un", "exclude", "lack", "refuse", "deny")),
    "restrict": frozenset(("not", "without", "restrict", "lack", "un")),
    "weak": frozenset(
        (
            "not",
            "without",
        )
    ),
}


def polarity(source: str, target: str) -> tuple[Finding, ...]:
    """Find negations, denials and restrictions that one side has and the other has not."""
    if not target.strip():
        return ()
    ours = _cues_of(source)
    if _LA.search(target):  # "La Paz", "Lo Monaco" are spelled like "not"
        ours = tuple(
            replace(cue, strong=False) if cue.span.of(source).endswith("لا") else cue
            for cue in ours
        )
    theirs = list(_english_cues(english_words(target)))
    lost, added, rest = _unpaired(ours, theirs)
    findings = [
        Finding(_NAME, _severity(cue, theirs), _lost_message(cue, source), source=(cue.span,))
        for cue in lost
    ]
    findings += [
        Finding(
            _NAME,
            _severity(cue, ours),
            f"the translation denies ({cue.span.of(target)}), the source does not",
            target=(cue.span,),
        )
        for cue in added
    ]
    findings += _doubled(source, target, theirs, rest)
    return (*findings, *_modality(source, target))


def _severity(cue: _Cue, others: Sequence[_Cue]) -> Severity:
    del cue, others
    return Severity.ERROR


def _lost_message(cue: _Cue, source: str) -> str:
    shown = cue.span.of(source)
    verb = {"refuse": "speaks of a refusal", "forbid": "speaks of a ban"}.get(cue.kind, "denies")
    return f"the source {verb} ({shown}), the translation does not"


def _alike(left: _Cue, right: _Cue) -> bool:
    weak = not left.strong and not right.strong
    return left.kind == right.kind and (left.kind != "not" or weak)


def _both_strong(left: _Cue, right: _Cue) -> bool:
    return left.strong and right.strong and right.kind in _CAN[left.kind]


def _one_strong(left: _Cue, right: _Cue) -> bool:
    if left.strong == right.strong or right.kind not in _CAN[left.kind]:
        return False
    # "only" does not deny, and a word at the other end of the sentence belongs to another clause
    far = abs(left.place - right.place) >= _FAR and abs(left.index - right.index) > _FAR_WORDS
    return (left.strong or left.kind != "restrict") and not far


_FAR, _FAR_WORDS = 0.5, 9
_STAGES = (_alike, _both_strong, _one_strong)


def _unpaired(
    ours: Sequence[_Cue], theirs: Sequence[_Cue]
) -> tuple[list[_Cue], list[_Cue], list[_Cue]]:
    """Pair cues; return the strong ones of each side and the weak ones of the target left over.

    The last list is empty when weak cues of the source are left too: they may belong together.
    """
    free_ours, free_theirs = list(ours), list(theirs)
    for stage in _STAGES:
        pairs = sorted(
            (
                (abs(left.place - right.place), left, right)
                for left in free_ours
                for right in free_theirs
                if stage(left, right)
            ),
            key=lambda pair: (not pair[1].strong, pair[0]),
        )
        for _, left, right in pairs:
            if left in free_ours and right in free_theirs:
                free_ours.remove(left)
                free_theirs.remove(right)
    lost = [cue for cue in free_ours if cue.strong]
    added = [cue for cue in free_theirs if cue.strong]
    return lost, added, [] if free_ours else [cue for cue in free_theirs if not cue.strong]


def _doubled(
    source: str, target: str, theirs: Sequence[_Cue], rest: Sequence[_Cue]
) -> Iterator[Finding]:
    """Find "not unhurt" for a source that denies once."""
    del source
    for cue in rest:
        if cue.kind not in ("un", "refuse", "deny") and cue.span.of(target)[:5] != "avoid":
            continue
        for other in theirs:
            if other.strong and 0 < cue.index - other.index <= 2:
                both = Span(other.span.start, cue.span.end)
                message = f"the translation denies twice ({both.of(target)}), the source once"
                yield Finding(_NAME, Severity.ERROR, message, target=(both,))


@lru_cache(maxsize=512)
def _cues_of(source: str) -> tuple[_Cue, ...]:
    return tuple(_arabic_cues(arabic_words(source), source))


def _arabic_cues(words: Sequence[Word], source: str) -> Iterator[_Cue]:
    last = max(1, len(words) - 1)
    texts = [word.text for word in words]
    denied = restricted = -99
    for place, word in enumerate(words):
        after = texts[place + 1] if place + 1 < len(texts) else ""
        before = texts[place - 1] if place else ""
        kind, strong = _classify(word, source, before, after, texts[place + 1 :])
        if kind == "restrict" and strong:
            restricted = place
        elif kind == "restrict" and place - restricted <= _REACH:
            continue  # the other half of "not ... but"
        if kind == "lack" and before == "الا":
            continue  # "not ... but rarely"
        if kind == "not" and strong:
            # "does not steal and not beg": English says it once
            strong = not (word.text == "ولا" and place - denied < 7)
            denied = place
        if kind:
            yield _Cue(kind, strong, word.span, place / last, place)


def _classify(  # noqa: C901 - a table of exceptions reads best in one place
    word: Word, source: str, before: str, after: str, rest: Sequence[str]
) -> tuple[str, bool]:
    text = word.text
    core = text[1:] if text[0] in "وف" and len(text) > 2 else text
    if core in _PARTICLES or text in _PARTICLES:
        return _particle(core if core in _PARTICLES else text, before, after, rest)
    if core == "الا":
        if word.span.of(source).lstrip("وف").startswith("أ"):
            return ("not", True) if not after.startswith("وه") and after != "و" else ("", False)
        return ("", False) if after in _BUT else ("restrict", False)
    if core in ("لييلا", "كيلا", "لكيلا") and text != "وكيلا":  # "agent"
        return "not", True
    if core in _WITHOUT:
        if after in _AGES or after.startswith("طيار") or after[:1].isdigit() or before == "ما":
            return "", False  # "under the age of", "unmanned aircraft"
        if before in _HINDER:
            return "forbid", False
        return "without", True
    if core in _GHAYR or text in _GHAYR:
        # "irregular migrants", "illicit gains": English has words of its own for many of these
        lexical = text.startswith("ال") or _OWN_WORD.match(after) is not None
        return ("", False) if after in _BUT or after == "ذلك" else ("un", not lexical)
    if core in _ADAM or text in _ADAM:
        return "lack", True
    if core == "كلا" and not before[:1].isalpha():
        return "not", False  # "no!"; elsewhere it is "both"
    if core in _UNLIKE:
        return "un", False
    if text in _ASKED:
        return "not", False
    if core in _DENY or (core.endswith("نفي") and _denies(word.span.of(source), core, after)):
        return "deny", True
    kind = _listed(text)
    if kind:
        if "عزف" in text and "عن" not in rest[:3]:
            return "", False  # plays music
        if core == "وحده" and word.span.of(source).endswith("ة"):
            return "", False  # "unit"
        return kind, kind == "refuse"
    if core == "ما" and after in _AFTER_MA:
        return "weak", False
    if core == "لما" and after.startswith(("ي", "ت")):
        return "not", False
    if _PREFIXED_NOT.match(core):
        return "un", False
    return "", False


@lru_cache(maxsize=16384)
def _listed(text: str) -> str:
    """Return the class of a word that is one by its form alone, with clitics."""
    core = text[1:] if text[0] in "وف" and len(text) > 2 else text
    ways = {core, text, core.removeprefix("ب"), core.removeprefix("ل")}
    for kind, known in (
        ("refuse", _REFUSE),
        ("exclude", _EXCLUDE),
        ("forbid", _FORBID),
        ("lack", _LACK),
        ("restrict", _RESTRICT),
    ):
        if ways & known or (kind != "restrict" and _ARTICLE.sub("", core) in known):
            return kind
    return ""


def _denies(shown: str, core: str, after: str) -> bool:
    """Tell the verb "denied" from the noun "denial" without its object and from "exile"."""
    if shown.endswith("ى"):
        return core == "نفي"
    return core in ("نفي", "النفي") and after.startswith(("ال", "ان", "اي", "م", "و"))


def _particle(core: str, before: str, after: str, rest: Sequence[str]) -> tuple[str, bool]:
    if after in _STILL or (core == "لا" and (after.startswith("سيما") or after in _MUST)):
        return "", False
    limit = after in _LIMITS and ("عن" in rest[:3] or not after.startswith(("تق", "يق")))
    if core == "لا" and (after in _ALL_SURE or after in _INTEGRAL or limit or before == "ام"):
        return "not", False
    if before == "ما" and core == "لم":
        return "restrict", False
    near = rest[:_REACH]
    for place, text in enumerate(near):
        following = near[place + 1] if place + 1 < len(near) else ""
        if text in _ONLY_AFTER_NOT and not (text == "الا" and following in _BUT):
            return "restrict", True
    return "not", True


def _english_cues(words: Sequence[Word]) -> Iterator[_Cue]:
    last = max(1, len(words) - 1)
    texts = [word.text for word in words]
    for place, word in enumerate(words):
        kind, strong = _english_class(texts, place)
        if kind:
            yield _Cue(kind, strong, word.span, place / last, place)


def _english_class(  # noqa: C901 - a table of exceptions reads best in one place
    texts: Sequence[str], place: int
) -> tuple[str, bool]:
    text = texts[place]
    after = texts[place + 1] if place + 1 < len(texts) else ""
    before = texts[place - 1] if place else ""
    if text in _NOT or text.endswith("n't"):
        if text == "no" and (
            after[:1].isdigit()
            or (after == "." and place + 2 < len(texts) and texts[place + 2][:1].isdigit())
        ):
            return "", False
        if text == "no" and (after in ("doubt", "matter", "wonder", "-") or before in ("yes", "-")):
            return "not", False
        if text == "not" and after in ("only", "just") and "but" not in texts[place:]:
            return "not", True
        if text == "not" and (
            after in ("only", "just", "merely", "least") or before in ("or", "if", "why")
        ):
            return "not", False
        if text == "without":
            return "without", True
        if text in ("nor", "none"):
            return "not", text == "none"
        if after == "forget" or (text == "not" and after == "even"):
            return "not", False
        if text in ("no", "not") and after in ("more", "less", "later", "fewer"):
            than = place + 2 < len(texts) and texts[place + 2] == "than"
            return "not", text == "not" and not than
        if text == "no" and before == "less":
            return "not", False
        return "not", True
    if text.startswith("rul") and after == "out":
        return "exclude", False
    if (text, after) in (("other", "than"), ("rather", "than"), ("far", "from"), ("free", "of")):
        return "un", False
    if text == "least" and before == "at":
        return "", False
    return _word_class(text), False


@lru_cache(maxsize=16384)
def _word_class(text: str) -> str:
    if text == "non" or (_UN.fullmatch(text) and not _NOT_UN.match(text)):
        return "un"
    return next((kind for kind, pat in _EN_CLASSES.items() if pat.fullmatch(text)), "")


# -- Modality ----------------------------------------------------------------------------------

_IMPERFECT = re.compile(r"^[يتن]\w{2,}$")
_AR_MODAL = re.compile(
    r"(?<![\u0621-\u064a])[وف]?(?:"
    r"(?P<perhaps>ربما|لعل\w*|من المحتمل|"
    r"يحتمل|احتمال\w*|علي الارجح|من المرجح|يرجح|قد(?= [يتن]\w{2,}))|"
    r"(?P<expected>من المتوقع|يتوقع|متوقع|من المقرر|من المنتظر|من المزمع)|"
    r"(?P<plans>يعتزم|تعتزم|يعتزمون|اعتزام\w*|يخطط|تخطط|يخططون|ينوي|تنوي)|"
    r"(?P<if>اذا|لو|ان لم|في حال)"
    r")(?![\u0621-\u064a])"
)
_EN_MODAL = re.compile(
    r"\b(?:may|might|could|can|would|should|will|shall|must|if|when|whenever|whether|unless|once|"
    r"perhaps|possib\w+|probab\w+|maybe|likely|unlikely|likelihood|expect\w*|plan\w*|intend\w*|"
    r"intent\w*|aim\w*|due|schedul\w+|set to|hope\w*|forecast\w*|predict\w*|anticipat\w*|"
    r"potential\w*|sometimes|often|tend\w*|as though|were|had|seem\w*|appear\w*|suggest\w*|"
    r"believ\w+|thought|estimat\w+|propos\w+|prospect\w*|provided|in case|event|even|risk\w*|"
    r"chance\w*|going to|about to|slated|want\w*|seek\w*|consider\w*|assum\w+|suppos\w+|"
    r"suspect\w*|prone|able|would-be|await\w*|yet to|upcoming|apparent\w*|presum\w+|conceiv\w+|"
    r"liable|vulnerab\w+|allow\w*|capab\w+|fear\w*|supposed|reported\w*|alleged\w*)\b|'(?:d|ll)\b",
    re.IGNORECASE,
)
_MODAL_MESSAGES = {
    "perhaps": "the source says that it is possible ({}), the translation states it as a fact",
    "expected": "the source says that it is expected ({}), the translation states it as a fact",
    "plans": "the source says that it is planned ({}), the translation states it as a fact",
    "if": "the source sets a condition ({}), the translation does not",
}


def _modality(source: str, target: str) -> Iterator[Finding]:
    if _EN_MODAL.search(target):
        return
    plain = folded(source)
    for match in _AR_MODAL.finditer(plain.text):
        span = Span(*plain.original(*match.span()))
        if span.of(source).endswith("ً"):  # "then", not "if"
            continue
        message = _MODAL_MESSAGES[match.lastgroup or "if"].format(span.of(source))
        yield Finding(_NAME, Severity.WARNING, message, source=(span,))
        return

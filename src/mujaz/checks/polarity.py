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
from dataclasses import dataclass

from mujaz.arabic import fold_text
from mujaz.checks.words import Word, arabic_words, english_words
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


def _forms(words: str) -> frozenset[str]:
    return frozenset(map(fold_text, words.split()))


# -- Arabic ------------------------------------------------------------------------------------

_PARTICLES = _forms("لا لم لن ليس ليست ليسوا لسنا لست لستم ليسا لسن")
_WITHOUT = _forms("دون بدون بلا")
_DENY = _forms(
    "ينفي تنفي نفت نفوا ينفون نافيا نافية نافين نفيه نفيها نفيهم أنكر أنكرت ينكر تنكر أنكروا "
    "ينكرون منكرا منكرة إنكار نفاها نفاه"
)
_REFUSE = _forms(
    "رفض رفضت رفضوا يرفض ترفض يرفضون رافضا رافضة رافضين رفضه رفضها رفضهم مرفوض مرفوضة رفضا "
    "امتنع امتنعت امتنعوا يمتنع تمتنع امتناع ممتنعا ممتنعة"
)
_EXCLUDE = _forms("استبعد استبعدت يستبعد تستبعد استبعدوا مستبعدا مستبعدة استبعاد")
_FORBID = _forms(
    "حظر حظرت يحظر تحظر محظور محظورة الحظر منع منعت يمنع تمنع ممنوع ممنوعة منعا المنع منعهم "
    "لمنع منعه منعها يمنعون تحريم حرم يحرم محرم"
)
_LACK = _forms(
    "انعدام غياب افتقار يفتقر تفتقر افتقرت نقص خلو يخلو تخلو خالية خال خاليا عجز عاجزة عاجزا "
    "يعجز تعجز عجزت مستحيل مستحيلا مستحيلة يستحيل استحالة استحال نادرا نادرة نادر قلما تجنب يتجنب تتجنب لتجنب تفادي "
    "يتفادى لتفادي فشل فشلت يفشل فشلوا تفشل أخفق أخفقت إخفاق توقف توقفت يتوقف كف يكف تخلى تخلت "
    "يتخلى إلغاء ألغى ألغت يلغي يتعذر تعذر متعذرا صعب الصعب يصعب صعوبة قليل قليلة قليلا القليل "
    "أقل بالكاد حرمان محروم انتهى انتهت مجهول مجهولة مجهولين سلبي سلبية ضد خلافا خلاف بعيدا حال "
    "يحول تحول معارضة يعارض تعارض عارض عارضت معارضته كلا إعفاء خسر فقد فقدت فقدان يفقد تفقد "
    "نفي النفي فقدوا خفي سري أبدا مطلقا قط إطلاقا بتاتا نهائيا باطل خاطئ خاطئة انقطاع عكس العكس "
    "محدود يجهل تجهل ترك سوء حياد محايد تراجع استثناء باستثناء بخلاف بدلا عوضا"
)
_RESTRICT = _forms("سوى إلا فقط فحسب لولا عدا حتى")
_GHAYR = _forms("غير الغير لغير بغير وغير كغير فغير")
_ADAM = _forms("عدم بعدم لعدم وعدم فعدم انعدام العدم")
_STILL = _forms("يزال تزال يزالون زال زالت زالوا نزال أزال يزالان تزالان يزل تزل برح يبرح ينفك")
_MUST = _forms("بد محالة محال ريب")
_BUT = _forms("أن أنه أنها أنهم إن إنه")
_NO_LONGER = _forms("يعد تعد يعدوا نعد أعد")
_ALL_SURE = _forms("شك غرابة عجب")
_AGES = _forms("سن السن عمر مستوى خط")

# -- English -----------------------------------------------------------------------------------

_NOT = frozenset(
    "not never no none nor neither nothing nobody nowhere without cannot cant dont wont didnt".split()
)
_EN_CLASSES: dict[str, re.Pattern[str]] = {
    "deny": re.compile(
        r"den(?:y|ies|ied|ying|ials?)|disavow\w*|disput\w+|refut\w+|rebut\w*|contradict\w*|disown\w*|dismiss\w*|disclaim\w*"
    ),
    "refuse": re.compile(
        r"refus\w+|reject\w*|declin\w+|abstain\w*|abstention\w*|refrain\w*|oppos\w+|unwilling\w*|"
        r"withheld|withhold\w*|rebuff\w*|spurn\w*|boycott\w*|against|turned|resist\w*|renounc\w*"
    ),
    "exclude": re.compile(r"rul(?:e|ed|es|ing)|exclu\w+|unlikely|preclu\w+|discount\w*"),
    "forbid": re.compile(
        r"ban|bans|banned|banning|prohibit\w*|forbid\w*|forbade|prevent\w*|bar|bars|barred|barring|block\w*|"
        r"embargo\w*|outlaw\w*|illegal\w*|stop(?:s|ped|ping)?|restrict\w*|deter\w*|keep|kept|"
        r"moratorium|halt\w*|off-limits|taboo"
    ),
    "lack": re.compile(
        r"lack\w*|absen\w+|fail\w*|unable|inabilit\w+|avoid\w*|hardly|barely|scarcely|rarely|"
        r"seldom|few|fewer|little|less|least|minus|devoid|miss(?:ed|es|ing)?|cancel\w*|ceas\w+|free|"
        r"halt\w*|difficult\w*|hard|loss|lost|lose|losing|loses|dearth|shortage|ignor\w+|neglect\w*|"
        r"absent|far|empty|instead|rather|opposed|contrary|hidden|secret|zero|stopped|"
        r"stopping|ended|gone|deprived?|negative\w*|wrong\w*|false\w*|nil|remain\w*|beyond|"
        r"evad\w+|elud\w+|skip\w*|exempt\w*|blank|bare|pending|yet|too|otherwise|stays?|stayed|"
        r"ex|poor\w*|bad\w*|low|prior|before|silent\w*|sole\w*|any\w*|ever|mere\w*|odd|blind\w*|"
        r"under|overlook\w*|abandon\w*|quit|vacant|reluctan\w+|doubt\w*|differ\w*|other|else|apart|"
        r"aside|deviat\w*|leave|leaves|leaving|left|so-called|alien|foreign|minimal\w*|"
        r"nonetheless|nevertheless|stateless|alone|despite|regardless|whatever|spare\w*|constant\w*|"
        r"vain|stuck|short|out|exceptional\w*"
    ),
    "restrict": re.compile(
        r"only|except\w*|unless|until|just|solely|exclusively|but|besides|merely|yet|limited|"
        r"confined|even|still|alone|more|sole|other|all|purely"
    ),
}
_UN = re.compile(
    r"un(?!i(?:t|v|q|o|f|c|s)|der|til|less|cle|to$|dergo|esco|icef)\w{3,}|non\w{2,}|"
    r"dis(?:s?a|b|c(?:on|ourag|redit)|e(?:ngag|nfranch)|h|i(?:llus|nfo|nter)|joint|k|l(?:ik|oc|oy)|m(?:ant)?|o(?:rd|b)|"
    r"p(?:roport|rov|leas)|q|r(?:eg|esp|upt)|satis|sim|trust|un|us)\w+|mis\w{4,}|anti\w*|"
    r"in(?:a(?:b|c(?:c|t)|d(?:e|m|v)|li|nim|p|rt|t)|c(?:ap|omp(?:at|et|l|r)|on(?:c|g|s[ei]|t|v)|orrect|urab)|d(?:e(?:c|f|p|s|t)|i(?:ff|g?est|r|sc|sp)|om|ubit)|"
    r"e(?:ff|l|q|sc|v|x)|fe(?:as|rt)|fin|flex|form(?:al)|fr(?:e|act)|hosp|human|just|no(?:c|p)|nu|op|ord|sa(?:n|t)|s(?:ecur|ens|epar|ign|inc|olv|ta?b|uff)|"
    r"t(?:ang|oler|ract|ransig)|v(?:al|ari|inc|is|oluntar|uln))\w*|im(?:m(?:at|e[am]|o(?:b|r|v)|un|ut)|p(?:artial|atien|en|erf|ers|o(?:l|ssib|t)|ra|rec|rob|rop|ud|un|ure))\w*|"
    r"ir(?:r(?:a|e(?:f|g|l|m|p|s|v)))\w*|il(?:leg|log|lic|lit)\w*|a(?:typical|moral|political|symmetr)\w*|"
    r"\w{3,}less(?:ly|ness)?|\w+-free|de(?:militar|nuclear)\w*|counter\w+"
)
_TITLE_NO = frozenset("1 2 3 4 5 6 7 8 9 10".split())

# What may stand for what: classes of Arabic cues -> classes of English cues.
_CAN: dict[str, frozenset[str]] = {
    "not": frozenset(("not", "un", "lack", "refuse", "deny", "forbid", "exclude", "only")),
    "without": frozenset(("not", "un", "lack", "refuse", "forbid")),
    "un": frozenset(("not", "un", "lack", "exclude", "forbid", "refuse")),
    "lack": frozenset(("not", "un", "lack", "refuse", "forbid", "deny", "exclude")),
    "deny": frozenset(("not", "deny", "refuse", "un")),
    "refuse": frozenset(("not", "refuse", "deny", "lack", "forbid", "un", "exclude")),
    "exclude": frozenset(("not", "exclude", "un", "refuse", "deny", "forbid", "lack")),
    "forbid": frozenset(("not", "forbid", "un", "exclude", "lack", "refuse", "deny")),
    "only": frozenset(("not", "restrict", "lack", "un")),
    "weak": frozenset(("not",)),
}


def polarity(source: str, target: str) -> tuple[Finding, ...]:
    """Find negations, denials and restrictions that one side has and the other has not."""
    if not target.strip():
        return ()
    ours = list(_arabic_cues(arabic_words(source), source))
    theirs = list(_english_cues(english_words(target)))
    lost, added = _unpaired(ours, theirs)
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
    return (*findings, *_modality(source, target))


def _severity(cue: _Cue, others: Sequence[_Cue]) -> Severity:
    del cue, others
    return Severity.ERROR


def _lost_message(cue: _Cue, source: str) -> str:
    shown = cue.span.of(source)
    verb = {"refuse": "speaks of a refusal", "forbid": "speaks of a ban"}.get(cue.kind, "denies")
    return f"the source {verb} ({shown}), the translation does not"


def _unpaired(ours: Sequence[_Cue], theirs: Sequence[_Cue]) -> tuple[list[_Cue], list[_Cue]]:
    """Pair cues and return the strong ones of each side that are left."""
    free_ours, free_theirs = list(ours), list(theirs)
    for strong_ours, strong_theirs in ((True, True), (True, False), (False, True)):
        pairs = sorted(
            (
                (abs(left.place - right.place), left, right)
                for left in free_ours
                if left.strong is strong_ours
                for right in free_theirs
                if right.strong is strong_theirs and right.kind in _CAN[left.kind]
            ),
            key=lambda pair: pair[0],
        )
        for _, left, right in pairs:
            if left in free_ours and right in free_theirs:
                free_ours.remove(left)
                free_theirs.remove(right)
    return [cue for cue in free_ours if cue.strong], [cue for cue in free_theirs if cue.strong]


def _arabic_cues(words: Sequence[Word], source: str) -> Iterator[_Cue]:
    last = max(1, len(words) - 1)
    texts = [word.text for word in words]
    for place, word in enumerate(words):
        after = texts[place + 1] if place + 1 < len(texts) else ""
        before = texts[place - 1] if place else ""
        kind, strong = _classify(word, source, before, after, texts[place + 1 :])
        if kind:
            yield _Cue(kind, strong, word.span, place / last)


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
        return ("", False) if after in _BUT else ("only", False)
    if core in ("لييلا", "كيلا", "لكيلا"):
        return "not", True
    if core in _WITHOUT:
        if (
            after in _AGES
            or after[:1].isdigit()
            or before in ("ما", "حال", "يحول", "تحول", "حالت", "الحيلوله", "للحيلوله")
        ):
            return "lack", False
        return "without", True
    if core in _GHAYR or text in _GHAYR:
        return ("", False) if after in _BUT else ("un", True)
    if core in _ADAM or text in _ADAM:
        return "lack", True
    if core in _DENY or (
        core in ("نفي", "النفي") and after.startswith(("ال", "ان", "اي", "م", "و"))
    ):
        return "deny", True
    for kind, forms, strong in (
        ("refuse", _REFUSE, True),
        ("exclude", _EXCLUDE, False),
        ("forbid", _FORBID, False),
        ("lack", _LACK, False),
        ("only", _RESTRICT, False),
    ):
        if (
            core in forms
            or text in forms
            or core.removeprefix("ال") in forms
            or core.removeprefix("ب") in forms
            or core.removeprefix("ل") in forms
        ):
            return kind, strong
    if core == "ما" and after and after not in _STILL:
        return "weak", False
    if core.startswith(("لا", "اللا")) and len(core) > 6:
        return "un", False
    return "", False


def _particle(core: str, before: str, after: str, rest: Sequence[str]) -> tuple[str, bool]:
    if after in _STILL or (core == "لا" and (after.startswith("سيما") or after in _MUST)):
        return "", False
    if core == "لا" and after in _ALL_SURE:
        return "not", False
    if before == "ما" and core == "لم":
        return "only", False
    near = rest[:14]
    if any(
        text in ("الا", "سوي", "فقط", "فحسب", "وحده", "وحدها", "مجرد", "بمجرد") for text in near
    ):
        place = next(
            i
            for i, t in enumerate(near)
            if t in ("الا", "سوي", "فقط", "فحسب", "وحده", "وحدها", "مجرد", "بمجرد")
        )
        following = near[place + 1] if place + 1 < len(near) else ""
        if following not in _BUT or near[place] != "الا":
            return "only", True
    return "not", True


def _english_cues(words: Sequence[Word]) -> Iterator[_Cue]:
    last = max(1, len(words) - 1)
    texts = [word.text for word in words]
    for place, word in enumerate(words):
        kind, strong = _english_class(texts, place)
        if kind:
            yield _Cue(kind, strong, word.span, place / last)


def _english_class(texts: Sequence[str], place: int) -> tuple[str, bool]:
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
        if text == "not" and (
            after in ("only", "just", "merely", "least") or before in ("or", "if", "why")
        ):
            return "not", False
        if text in ("nor", "none"):
            return "not", text == "none"
        if text in ("no", "not") and after in ("more", "less", "later", "fewer"):
            return "not", False
        return "not", True
    if text == "non" or _UN.fullmatch(text):
        return "un", False
    for kind, pattern in _EN_CLASSES.items():
        if pattern.fullmatch(text):
            return kind, False
    return "", False


# -- Modality ----------------------------------------------------------------------------------

_IMPERFECT = re.compile(r"^[يتن]\w{2,}$")
_AR_MODAL = re.compile(
    r"(?<![\u0621-\u064a])[وف]?(?:"
    r"(?P<perhaps>ربما|لعل\w*|من المحتمل|يحتمل|احتمال\w*|علي الارجح|من المرجح|يرجح|قد (?=[يتن]\w{2,}))|"
    r"(?P<expected>من المتوقع|يتوقع|متوقع|من المقرر|من المنتظر|من المزمع)|"
    r"(?P<plans>يعتزم|تعتزم|يعتزمون|اعتزام\w*|يخطط|تخطط|يخططون|ينوي|تنوي)|"
    r"(?P<if>اذا|لو|ان لم|في حال|في حاله)"
    r")(?![\u0621-\u064a])"
)
_EN_MODAL = re.compile(
    r"\b(?:may|might|could|can|would|should|will|if|when|whether|unless|perhaps|possibl\w+|probabl\w+|maybe|"
    r"likely|unlikely|expect\w*|plan\w*|intend\w*|intention|aim\w*|due|schedul\w+|set to|hope\w*|forecast\w*|"
    r"predict\w*|anticipat\w*|potential\w*|sometimes|often|tend\w*|as though|as if|were|had|seem\w*|"
    r"appear\w*|suggest\w*|believ\w+|thought|estimat\w+|propos\w+|prospect\w*|provided|case|event|even|risk\w*|"
    r"chance\w*|even though|going to|about to|slated|want\w*|seek\w*|consider\w*|shall|must|once|"
    r"assum\w+|suppos\w+|suspect\w*|prone|should|able|would-be|await\w*|yet to|upcoming|apparent\w*|"
    r"presum\w+|conceiv\w+|liable|vulnerab\w+|whenever|where|allow\w*|let|capab\w+|help|to|up|fear\w*|not)\b|'(?:d|ll)\b",
    re.IGNORECASE,
)
_MODAL_MESSAGES = {
    "perhaps": "the source says that it is possible ({}), the translation states it as a fact",
    "expected": "the source says that it is expected ({}), the translation states it as a fact",
    "plans": "the source says that it is planned ({}), the translation states it as a fact",
    "if": "the source sets a condition ({}), the translation does not",
}


def _modality(source: str, target: str) -> Iterator[Finding]:
    from mujaz.arabic import fold

    if _EN_MODAL.search(target):
        return
    folded = fold(source)
    for match in _AR_MODAL.finditer(folded.text):
        span = Span(*folded.original(*match.span()))
        message = _MODAL_MESSAGES[match.lastgroup or "if"].format(span.of(source))
        yield Finding(_NAME, Severity.WARNING, message, source=(span,))
        return

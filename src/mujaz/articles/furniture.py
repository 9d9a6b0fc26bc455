"""What a line of a news page is when it is not part of the story.

`classify` looks at one line by itself. Patterns are written against folded text (see
`mujaz.arabic.fold`): one form per letter, no vowel signs, ASCII digits, lower case. They match
whole lines; a line that merely holds such words stays in the story.
"""

from __future__ import annotations

import datetime as dt
import re

from mujaz.arabic import MONTHS, WEEKDAYS, fold_letters, fold_text
from mujaz.values import Reason

__all__ = [
    "caption_credit",
    "classify",
    "dateline_end",
    "is_section",
    "opens_link_list",
    "opens_tag_list",
    "outlet_of",
    "outlet_suffix",
    "parse_date",
]


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile(fold_letters(r"^[\W_]*(?:" + "|".join(alternatives) + r")[\W_]*$"))


_MONTH = "|".join(sorted((re.escape(fold_text(name)) for name in MONTHS), key=len, reverse=True))
_WEEKDAY = "|".join(re.escape(fold_text(name)) for name in WEEKDAYS)
_TIME = (
    r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?"
    r"(?:[ (]*(?:ص|م|ت|صباحا|مساء|gmt|gst|utc|ksa|est|بتوقيت [^ )]+(?: [^ )]+)?)\)?)*"
)
_DATE = (
    rf"(?:\d{{1,2}}[ /.-]+(?:{_MONTH})(?: ?/ ?(?:{_MONTH}))?[ /.،,-]+(?:\d{{4}}|\d{{2}})"
    r"|\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2})"
)
_DATED = rf"(?:(?:يوم )?(?:{_WEEKDAY})[ ،,:-]*)?{_DATE}(?: ?م\b)?(?:[ ،,:|–-]*(?:الساعه )?{_TIME})?"

# The first pattern that matches the whole line decides.
_LINES: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    (
        Reason.COMMENTS,
        _pattern(
            r"(?:ال)?تعليقات ?\(?\d*\)?",
            r"\d+ (?:تعليق|تعليقات|تعليقا)",
            r"(?:اضف|اكتب|اترك|شارك|عرض|اخفاء)(?: [^ ]+)? ?(?:ال)?تعليق(?:ا|ك|ات)?(?: جديد)?",
            r"لا (?:توجد|يوجد) (?:اي )?تعليقات?(?: حتي الان)?",
            r"كن اول من يعلق.{0,30}",
            r"شارك(?:نا|نا ب)? ?براي?ك",
        ),
    ),
    (
        Reason.READ_ALSO,
        _pattern(
            r"(?:اقرا|اقرء?وا|طالع|شاهد|شاهدوا|تابع|انظر|اطلع)(?: ايضا| كذلك| المزيد)\b.{0,200}",
            r"(?:اقرا|للمزيد|المزيد|شاهد)(?: ايضا)? ?[:|].{0,200}",
            r"اقرا (?:المزيد )?(?:عن|حول|في) .{0,80}",
            r"(?:ال)?(?:مواضيع|موضوعات|مقالات|اخبار|قصص) (?:ذات صله|مرتبطه|مشابهه|قد تهمك.{0,20})",
            r"قد (?:يهمك|يعجبك|تهمك)(?: ايضا| ايضا قراءه)?(?:[ :].{0,200})?",
            r"(?:ال)?(?:اكثر|الاكثر) (?:قراءه|مشاهده|تفاعلا|تداولا)",
            r"(?:read|see|watch) (?:also|more|next)\b.{0,200}",
            r"related (?:topics|articles|stories|news)",
        ),
    ),
    (
        Reason.TAGS,
        _pattern(
            r"(?:ال)?(?:كلمات (?:ال)?(?:مفتاحيه|دلاليه|داله)|وسوم|تاغات|تاجات|هاشتاغ|علامات|tags)"
            r"(?: ?[:|].{0,300})?",
            r"(?:#[\w]+[ ،,|]*)+",
        ),
    ),
    (
        Reason.SHARE,
        _pattern(
            r"(?:شارك|شاركها|مشاركه|انشر|انسخ|نسخ)(?: (?:هذا |هذه )?(?:ال)?(?:خبر|مقال|مقاله|قصه|"
            r"موضوع|رابط|صفحه|تقرير))?(?: (?:علي|عبر|مع) .{0,60})?",
            r"(?:(?:ال)?(?:فيس ?بوك|تويتر|واتس ?اب|تيلي?[غج]رام|تلي[غج]رام|لينكد ?ان|انست[غج]رام|"
            r"يوتيوب|بريد(?: الكتروني)?|بريد الالكتروني|طباعه|ارسال|ماسنجر|اكس|facebook|twitter|x|"
            r"whatsapp|telegram|messenger|linkedin|pinterest|email|print|copy link|نسخ الرابط|"
            r"مشاركه|شارك|share)[ ،,|/·•-]*)+",
            r"(?:حفظ|طباعه|ارسال|استمع|استماع)"
            r"(?: (?:الي )?(?:ال)?(?:مقال|مقاله|خبر|صفحه|تقرير))?",
        ),
    ),
    (
        Reason.WIDGET,
        _pattern(
            r"(?:اظهار|عرض|اخفاء) (?:ال)?(?:اخبار|مواضيع|مقالات) (?:ال)?(?:متعلقه|مرتبطه)",
            r"(?:اخبار|مواضيع|مقالات) (?:متعلقه|متصله)",
            r"(?:تابعنا|تابعونا) (?:علي|عبر) .{0,80}",
            r"تابعوا(?: [^ ]+){0,2} (?:علي|عبر) (?:ال)?(?:telegram|t?لي?[غج]رام|facebook|فيس ?بوك|"
            r"تويتر|twitter|x|اكس|google|[غج]و[غج]ل|واتس ?اب|whatsapp|انست[غج]رام|يوتيوب|منصات|"
            r"مواقع|وسائل)\b.{0,60}",
            r"(?:ال)?قصص (?:ال)?مقترحه",
            r"\d+ seconds of .{1,30}|list of \d+ items?|(?:list \d+ of \d+|end of list).{0,60}",
            r"(?:اشترك|اشتركوا|انضم|انضموا) (?:في|الي|ب)(?: )?(?:ال)?(?:نشرتنا|نشره|قناتنا|قناه|"
            r"خدمه|صفحتنا).{0,100}",
            r"(?:حمل|حملوا|نزل|تحميل|تنزيل) (?:ال)?تطبيق.{0,60}",
            r"(?:تخطي|تخط) .{1,60}|انتقل الي .{1,60}",
            r"نهايه .{0,60}",
            r"(?:يستغرق القراءه|مده القراءه|وقت القراءه|زمن القراءه)[ :].{0,30}",
            r"(?:\d+ )?(?:دقيقه|دقائق|دقيقتان)(?: (?:ل|من )?(?:ال)?قراءه)?",
            r"(?:ال)?(?:مشاهدات|قراءات|زيارات) ?[:(]? ?\d+\)?|\d+ (?:مشاهده|قراءه)",
            r"(?:تكبير|تصغير|حجم) (?:ال)?(?:خط|نص).{0,20}",
            r"(?:advertisement|اعلان|اعلانات|ماده اعلانيه|مساحه اعلانيه|loading)",
            r"جاري? التحميل",
            r"(?:play|تشغيل) ?(?:video|الفيديو)?",
            r"انتهي",
            r"(?:عاجل|مباشر|فيديو|صور|بالفيديو|بالصور|خاص|حصري)",
        ),
    ),
    (
        Reason.COPYRIGHT,
        _pattern(
            r"(?:©|\(c\)|copyright).{0,120}",
            r"(?:جميع )?(?:ال)?حقوق (?:ال)?(?:محفوظه|نشر|طبع).{0,100}",
            r".{0,40}جميع الحقوق محفوظه.{0,60}",
        ),
    ),
    (
        Reason.CREDIT,
        _pattern(
            r"(?:م?صدر|مصور|حقوق) (?:ال)?صوره ?[،,:|].{1,80}",
            r"(?:image|photo) ?(?:source|credit)?[:،,].{1,60}",
        ),
    ),
    (Reason.CAPTION, _pattern(r"(?:ال)?تعليق (?:علي )?(?:ال)?صوره ?[،,:|].{3,300}")),
    (
        Reason.DATE,
        _pattern(
            r"published|updated|نشر|اخر تحديث",
            _TIME,
            rf"(?:(?:تاريخ )?(?:ال)?(?:نشر|نشرت?|تحديث|اخر تحديث|حدث|حرر|تاريخ النشر|بتاريخ|صدر)"
            rf"(?: (?:في|يوم|بتاريخ))?[ :]*)?{_DATED}(?:[ |–-]+(?:اخر تحديث)[ :]*{_DATED})?",
            rf"(?:نشر|نشرت|اخر تحديث|تحديث)[ :]*(?:في |قبل |منذ )?.{{0,12}}{_TIME}",
            r"(?:نشر |نشرت |اخر تحديث |تحديث )?(?:منذ|قبل) (?:\d+ )?"
            r"(?:ثانيه|ثواني|ثوان|دقيقه|دقائق|"
            r"دقيقتين|ساعه|ساعات|ساعتين|يوم|يومين|ايام|اسبوع|اسبوعين|شهر|شهرين)",
            rf"{_DATED}[ /|-]+\d{{1,2}} [^ ]+(?: [^ ]+)? \d{{4}} ?ه?ـ?",
        ),
    ),
    (
        Reason.OUTLET,
        _pattern(r"(?:ال)?(?:مصدر|مصادر|المصدر) ?[:|–-].{1,80}", r"نقلا عن ?:.{1,60}"),
    ),
    (
        Reason.BYLINE,
        _pattern(
            r"(?:كتبت?|بقلم|اعداد|تحرير|ترجمه|تقرير|تصوير|حوار|حرره|مراسل(?:نا)?|الكاتب|المحرر)"
            r"(?: ?[:|/–-] ?).{2,60}"
        ),
    ),
    (
        Reason.NAVIGATION,
        _pattern(
            r"(?:الصفحه )?الرئيسيه(?:(?: ?[>»›/|\\-] ?).{1,60})*",
            r"(?:العوده|عوده|رجوع) (?:الي|ل).{1,40}",
            r"(?:السابق|التالي|الصفحه (?:السابقه|التاليه)|الخبر (?:السابق|التالي)|اعلي الصفحه)",
            r"(?:القائمه|بحث|تسجيل الدخول|menu|search|home)",
        ),
    ),
)

_SECTION_WORDS = frozenset(
    fold_text(
        "سياسة السياسة سياسي دولية دولي دوليات عربية عربي عربيات محلية محليات محلي عالمية عالمي "
        "أخبار الأخبار خبر اقتصاد الاقتصاد اقتصادية اقتصادي رياضة الرياضة رياضية منوعات ثقافة "
        "الثقافة ثقافية وفن فن فنون الفن علوم العلوم وعلوم تكنولوجيا التكنولوجيا وتكنولوجيا "
        "وتقنية تقنية صحة الصحة وصحة مجتمع المجتمع العالم وعالم والعالم عالم العرب عرب العربي "
        "وعربية ودولية الشرق الأوسط شرق أوسط أفريقيا إفريقيا أوروبا آسيا أمريكا أميركا الخليج "
        "المغرب تقارير تقرير تحقيقات حوادث قضايا رأي الرأي مقالات حقوق وحريات بيئة البيئة مناخ "
        "المناخ أسواق الأسواق طاقة الطاقة نفط النفط مال وأعمال أعمال والأعمال حول من في شؤون "
        "رئيسية الرئيسية صحافة الصحافة إسرائيلية عاجل ملفات خاصة سوشال ميديا سيارات سفر "
        "politics world news business sport sports economy middle east"
    ).split()
)

_OUTLETS = {
    "الجزيرة نت|الجزيرة|Al Jazeera|aljazeera.net": "Al Jazeera",
    "بي بي سي|بي بي سي عربي|BBC News عربي|BBC Arabic|BBC عربي": "BBC Arabic",
    "عربي21|عربي 21|Arabi21": "Arabi21",
    "العربية نت|العربية.نت|العربية|Al Arabiya": "Al Arabiya",
    "سكاي نيوز عربية|سكاي نيوز|Sky News Arabia": "Sky News Arabia",
    "فرانس 24|فرانس24|France 24|FRANCE 24": "France 24",
    "سي إن إن بالعربية|سي ان ان|CNN Arabic|CNN بالعربية|CNN": "CNN Arabic",
    "آر تي|روسيا اليوم|RT Arabic|RT|RT عربي": "RT Arabic",
    "المصري اليوم|للمصري اليوم|Al-Masry Al-Youm": "Al-Masry Al-Youm",
    "وفا|وكالة وفا|WAFA": "WAFA",
    "واس|وكالة الأنباء السعودية|SPA": "SPA",
    "رويترز|Reuters": "Reuters",
    "أ ف ب|أ.ف.ب|ا ف ب|فرانس برس|وكالة الصحافة الفرنسية|AFP": "AFP",
    "أسوشيتد برس|أسوشييتد برس|أ ب|أ.ب|AP": "AP",
    "الأناضول|وكالة الأناضول|Anadolu": "Anadolu Agency",
    "الشرق الأوسط": "Asharq Al-Awsat",
    "د ب أ|د.ب.أ|DPA": "DPA",
    "سبوتنيك|Sputnik": "Sputnik",
    "تاس|وكالة تاس|TASS": "TASS",
    "شينخوا|Xinhua": "Xinhua",
    "قنا|QNA": "QNA",
    "كونا|KUNA": "KUNA",
    "وام|WAM": "WAM",
    "بترا|Petra": "Petra",
    "سانا|SANA": "SANA",
    "أ ش أ|أ.ش.أ|MENA": "MENA",
    "اليوم السابع|Youm7": "Youm7",
    "دويتشه فيله|DW عربية|DW": "DW Arabic",
    "العربي الجديد": "Al-Araby Al-Jadeed",
}
_OUTLET_NAMES = {
    fold_text(form): name for forms, name in _OUTLETS.items() for form in forms.split("|")
}
_NAMES = "|".join(sorted(map(re.escape, _OUTLET_NAMES), key=len, reverse=True))
# The Emirates and Saudi Arabia have "العربية" in their names.
_OUTLET = rf"(?:{_NAMES})(?! (?:المتحده|السعوديه))"

# Their names alone on a line credit a picture; the page is another outlet's.
_AGENCIES = frozenset(("Reuters", "AFP", "AP", "DPA", "Sputnik", "Xinhua", "Anadolu Agency"))

# Picture agencies and what else stands where a photographer is credited.
_CREDIT = fold_letters(
    "|".join(
        (
            _OUTLET,
            r"(?:غيتي|جيتي|جتي|getty)(?: ?(?:ايمجز|ايميجز|images))?",
            r"(?:ا|أ)\.? ?(?:ف|ب)\.? ?(?:ب)?",
            r"(?:صوره )?(?:ارشيفيه|ارشيف|من الارشيف)",
            r"(?:مواقع التواصل(?: الاجتماعي)?|تواصل اجتماعي|تويتر|فيس ?بوك|منصه اكس|اكس|يوتيوب)",
            r"(?:الانترنت|وكالات|وكاله سبوتنيك|تصوير [^ ]+ [^ ]+)",
            r"(?:epa|ap|afp|reuters|getty images|shutterstock|shutter ?stock|شترستوك|social media)",
        )
    )
)
_CAPTION_END = re.compile(
    rf"(?:\s*[-–—|/\\ـ]+\s*|\s+[-–—|/]?\s*[(\[]\s*)(?:{_CREDIT})"
    rf"(?:\s*[-–/,،]\s*(?:{_CREDIT}))*\s*[)\]]?[\s.]*$"
)
_CAPTION_START = _pattern(r"(?:ال)?صوره? ?(?:ارشيفيه )?[:|].{3,200}", r"\(?صوره ارشيفيه\)?")
_SENTENCE_STOP = re.compile(r"[.؟?!…]")

_PLACE = (
    "موسكو|القاهره|واشنطن|بيروت|دمشق|بغداد|الرياض|جده|الدوحه|ابوظبي|ابو ظبي|دبي|الكويت|المنامه|"
    "مسقط|صنعاء|عدن|عمان|رام الله|غزه|القدس(?: المحتله)?|القدس|تل ابيب|الخرطوم|طرابلس|بنغازي|تونس|"
    "الجزائر|الرباط|نواكشوط|لندن|باريس|برلين|بروكسل|جنيف|فيينا|روما|مدريد|انقره|اسطنبول|طهران|"
    "كابل|كابول|اسلام اباد|نيودلهي|بكين|طوكيو|سول|سيول|بيونغ ?يانغ|كييف|نيويورك|الامم المتحده|"
    "اديس ابابا|نيروبي|مقديشو|جوبا|بورتسودان|بور سودان|اربيل|الموصل|حلب|نابلس|جنين|الخليل"
)
_WHERE = rf"(?:{_PLACE})(?:\s*[،,]\s*[^\d()/:–—-]{{2,40}}?)?(?:\s+\d[^()]{{0,70}}?)?"
_SOURCE = rf"[/(–—-]*\s*[\"«]?(?:{_OUTLET})[\"»]?\s*\)?"
_DATELINE = re.compile(
    rf"^[\s\"«(]*(?:"
    rf"{_WHERE}\s*(?:{_SOURCE})?\s*(?:[-–—ـ:]+|/{{1,2}})\s+"
    rf"|{_WHERE}\s*{_SOURCE}\s*$"
    rf"|\(\s*(?:{_OUTLET})\s*\)\s*[-–—:]*\s+"
    rf"|(?:{_OUTLET})\s*[-–—]+\s+"
    rf")"
)
_OUTLET_LINE = re.compile(
    rf"^[\W_]*(?:(?:{_PLACE})\s*[-–—/|،]\s*)?(?P<outlet>{_OUTLET})"
    rf"(?:\s*[-–—/|+،]\s*(?:(?:{_PLACE})|(?:{_OUTLET})|وكالات))*[\W_]*$"
)
_SUFFIX = re.compile(rf"\s+[-–—|]\s+(?P<outlet>{_OUTLET})\s*$")

_PARSED_DATE = re.compile(
    rf"(?P<day>\d{{1,2}})[ /.-]+(?P<month>{_MONTH})(?: ?/ ?(?:{_MONTH}))?[ /.،,-]+(?P<year>\d{{4}})"
    r"|(?P<day2>\d{1,2}) ?[/.-] ?(?P<month2>\d{1,2}) ?[/.-] ?(?P<year2>\d{4})"
    r"|(?P<year3>\d{4})[/.-](?P<month3>\d{1,2})[/.-](?P<day3>\d{1,2})"
)
_MONTH_NUMBERS = {fold_text(name): number for name, number in MONTHS.items()}
_DATE_LINE = re.compile(rf"[\W_]*(?:{_DATED}|{_TIME})[\W_]*")
_LONGEST_LINE = 400


def classify(line: str) -> Reason | None:
    """Tell why a line is not part of the story, or None when it may be.

    >>> classify("اظهار أخبار متعلقة").value, classify("التعليقات (0)").value
    ('widget', 'comments')
    >>> classify("وقال الوزير إن التعليقات كثيرة.") is None
    True
    """
    if len(line) > _LONGEST_LINE:
        return None
    folded = fold_text(line).strip()
    if not any(char.isalpha() for char in folded):
        return Reason.DATE if _DATE_LINE.fullmatch(folded) else Reason.SEPARATOR
    for reason, pattern in _LINES:
        if pattern.match(folded):
            credit = reason is Reason.COPYRIGHT and outlet_of(line) in _AGENCIES
            return Reason.CREDIT if credit else reason
    if stated := _OUTLET_LINE.match(folded):
        alone = _OUTLET_NAMES[stated["outlet"]] in _AGENCIES and stated.end("outlet") == len(folded)
        return Reason.CREDIT if alone else Reason.OUTLET
    if (dateline := _DATELINE.match(folded)) and dateline.end() == len(folded):
        return Reason.DATELINE
    return None


def is_section(line: str) -> bool:
    """Tell whether a line is the name of a newspaper section, such as "سياسة دولية".

    >>> is_section("سياسة دولية"), is_section("موسكو تنفي")
    (True, False)
    """
    words = re.findall(r"\w+", fold_text(line))
    return 0 < len(words) <= 4 and all(word in _SECTION_WORDS for word in words)


def caption_credit(line: str) -> bool:
    """Tell whether a line is a picture's caption: it ends in a credit or begins as one.

    A line with a sentence stop before the credit is a paragraph signed by an agency, and stays.

    >>> caption_credit("وصل الزعيم عبر قطاره المصفح- جيتي")
    True
    >>> caption_credit("وأعلنت الوزارة ذلك. (رويترز)")
    False
    """
    if len(line) > _LONGEST_LINE:
        return False
    folded = fold_text(line).strip()
    if _CAPTION_START.match(folded):
        return True
    credit = _CAPTION_END.search(folded)
    return (
        credit is not None
        and credit.start() > 0
        and not _SENTENCE_STOP.search(folded[: credit.start()])
        and len(folded.split()) <= 45
    )


def opens_link_list(line: str) -> bool:
    """Tell whether a read-also line stands alone, so that titles of other stories follow it."""
    return bool(re.fullmatch(r"[\W_]*\w+(?: \w+){0,4}[\W_]*", fold_text(line).strip()))


def opens_tag_list(line: str) -> bool:
    """Tell whether a tags line stands alone, so that the tags follow it, one a line."""
    return "#" not in line and len(line.split()) <= 2


def dateline_end(folded: str) -> int:
    """Return where the dateline at the start of a folded paragraph ends, 0 where there is none.

    >>> text = fold_text("موسكو (رويترز) - قال")
    >>> text[dateline_end(text):]
    'قال'
    """
    match = _DATELINE.match(folded)
    return match.end() if match else 0


def outlet_of(text: str) -> str | None:
    """Return the English name of the first outlet that a furniture line names, if known."""
    folded = fold_text(text)
    match = re.search(rf"(?<!\w)(?:{_OUTLET})(?!\w)", folded)
    return _OUTLET_NAMES[match.group()] if match else None


def outlet_suffix(folded: str) -> int | None:
    """Return where the outlet's name begins that a page title ends in ("… | الجزيرة نت")."""
    match = _SUFFIX.search(folded)
    return match.start() if match and _OUTLET_NAMES[match["outlet"]] not in _AGENCIES else None


def parse_date(text: str) -> dt.date | None:
    """Return the first date that a line states as day, month and year, if it is a real one.

    >>> parse_date("الجمعة، 15 أيلول/ سبتمبر 2023 09:12 م")
    datetime.date(2023, 9, 15)
    """
    match = _PARSED_DATE.search(fold_text(text))
    if not match:
        return None
    parts = match.groupdict()
    month = parts["month"] and _MONTH_NUMBERS[parts["month"]]
    try:
        return dt.date(
            int(parts["year"] or parts["year2"] or parts["year3"]),
            int(month or parts["month2"] or parts["month3"]),
            int(parts["day"] or parts["day2"] or parts["day3"]),
        )
    except ValueError:
        return None

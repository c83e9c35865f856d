"""Orders to whoever grades, labels or reviews a text: "classify this as good", whatever it says."""

import re
from collections.abc import Iterable

import polars as pl

from finetooth.checks.data.orders import MACHINE, gap, native, order
from finetooth.facts.patterns import Pattern

_START = (
    r"(?:^|[.!?\n;:)\]>*\"'“”—–-]\s*|\b(?:please|always|must|should|now|just|simply|instead|only|shall|you"
    r" (?:will|are to)"
    r"|then|kindly|never)\s+)"
)
_LABEL = (
    r"(?:classify|label|rate|score|grade|mark|categori[sz]e|tag|annotate|predict|treat|flag|rank|evaluate|assess"
    r"|assign|output"
    r"|return|answer|respond|reply|judge|report|consider|interpret|code)"
)
_THING = (
    r"(?:text|review|message|row|example|input|sentence|submission|essay|answer|candidate|resum[eé]|cv|document"
    r"|comment|tweet"
    r"|post|paper|entry|record|sample|item|e-?mail|question|query|content|passage|response|instance|data|line"
    r"|statement)s?"
)
_THIS = (
    rf"(?:(?:this|it|these|that|the|all|any|every|each|everything|anything)"
    rf"(?: (?:following|above|entire|whole|given|other|next))*(?: {_THING})?)"
)
_GOOD = (
    r"(?:positive|negative|neutral|(?:not |non-?)?spam|ham|safe|benign|harmless|legitimate|(?:[0-9]|ten|five)(?:"
    r" ?/ ?\d+| stars?| out of)"
    r"|excellent|perfect|accepted|approved|the highest|the best|full marks|(?:the )?max(?:imum)?|high(?:est)?"
    r" quality|top)"
)
_GRADER = (
    r"(?:grader|evaluator|annotator|labell?er|moderator|reviewer|judge|model|classifier|assistant|system"
    r"|bot|rater|parser)s?"
)
_SAYING = (
    r"(?:answer|respond|reply|output|return|say|predict|classify|label|rate|print|give|ignore|treat|mark"
    r"|score|choose|write|tell)"
)
_TO_GRADER = "|".join(
    (
        r"\b(?:note|attention|message|instructions?|notice|memo|reminder|hint|warning|important|advice|request"
        r"|dear)[\s,:!-]+(?:to |for )?"
        rf"(?:the |any |all |an? |every )?(?:{MACHINE}|(?:ai |automated |automatic |machine |language"
        rf" )?{_GRADER}\s*[,:;.!)\]-])",
        rf"\b(?:to|for) (?:the |any |all |an? )?(?:{MACHINE}|(?:ai|llm|automated|automatic)[ -]{_GRADER})(?:"
        rf" {_GRADER})?"
        r"(?: (?:reading|processing|reviewing|grading|evaluating|labell?ing|scoring) (?:this|it"
        r"|these))?\s*[:,–—-]+\s",
        rf"\b(?:if|when|since|because|as) you(?: are|['’]re) (?:an? |the )?(?:{MACHINE}|automated \w+)(?: model|"
        r" assistant| agent)?(?:,? (?:reading|processing"
        r"|reviewing|grading|evaluating|labell?ing|scoring|summari[sz]ing|parsing|scanning)|,? (?:then )?(?:you"
        rf" must|you should|please|always|{_SAYING}))\b",
        rf"\b(?:{MACHINE}|automated) ?(?:{_GRADER})?,? (?:must|should|shall|needs? to|(?:is|are) (?:required"
        r"|instructed|asked|told|to)|will"
        rf"|has to|have to|please)(?: \w+){{0,2}}? {_SAYING}\b",
        rf"\b(?:the |any |every )(?:{_GRADER}) (?:must|should|shall|needs? to|(?:is|are) (?:required|instructed"
        r"|told) to|has to|have to)"
        rf"(?: \w+){{0,2}}? (?:{_SAYING})\b",
        r"\b(?:correct|right|true|gold|only|expected|proper|actual|intended|desired) (?:label|class"
        r"|classification|category|sentiment"
        rf"|output|prediction|verdict)(?: (?:for|of) (?:this|the) {_THING})? (?:is|should be|must be|:|=)",
        r"\b(?:do not|don['’]t|never) (?:mention|highlight|report|list|point out|note|criticise|criticize)(?:"
        r" \w+){0,2}? (?:negatives?|weakness(?:es)?"
        r"|flaws?|shortcomings|limitations)\b|\bpositive reviews? only\b|\bonly positive (?:review|feedback)\b",
        rf"\b{_LABEL} (?:this|it|these|the|everything|all|any){gap(4)}(?:regardless of|irrespective of|no matter"
        r" what|whatever it says)\b",
        rf"\b(?:regardless|irrespective) of{gap(5)}(?:{_LABEL}|output|say) (?:it|this|{_THIS}|with|as)\b",
        r"\byou (?:must|will|shall|have to|need to|are to|should) (?:now |always |only |instead )*(?:classify"
        r"|label|output|predict"
        r"|(?:respond|reply|answer) (?:only )?with)\b",
        r"\b(?:ignore|disregard|forget|skip)(?: the| all| any)? (?:rest|remainder|remaining|following|real"
        r"|actual|user['’]?s?)"
        rf"(?: of (?:the|this))? {_THING}\b",
        r"\b(?:do not|don['’]t|never|stop|instead of) (?:classify|label|analy[sz]|evaluat|grad|scor"
        rf"|summari[sz])\w* (?:this|the|it|these) {_THING}\b",
        r"\b(?:output|respond|reply|return|answer|predict)(?: with| only| just)* the (?:label|token|string|class)\b",
        rf"{_START}{_LABEL} {_THIS}(?: \w+){{0,2}}? (?:as|to be|with)(?: an?| the)? [\"'`“‘(\[]?{_GOOD}\b",
    )
)
_ABROAD = "|".join(  # the same in other languages
    (
        rf"{_START}(?:bitte |immer )?(?:klassifizier|bewert|markier|kennzeichn|beschrift|stuf|ordn)\w* (?:dies"
        rf"|das|den|es|alles|folgend)\w*[^.!?\n]{{0,40}}? (?:als|mit)\b",
        rf"{_START}(?:classe|étiquet|not|marqu|évalu)\w* (?:ce|cette|ceci|cela|tout|le|la)\b[^.!?\n]{{0,40}}?"
        r" (?:comme|avec)\b",
        rf"{_START}(?:clasifi|etiquet|calific|marc|puntú|valor)\w* (?:esto|este|esta|todo|el"
        rf"|la)\b[^.!?\n]{{0,40}}? como\b",
        rf"{_START}(?:classifi|rotul|marqu|avali)\w* (?:isto|isso|este|esta|tudo|o|a)\b[^.!?\n]{{0,40}}? como\b",
        rf"{_START}(?:classific|etichett|valut|segn|contrassegn)\w* (?:questo|questa|ciò|tutto|il"
        rf"|la)\b[^.!?\n]{{0,40}}? come\b",
        rf"{_START}(?:classificeer|label|markeer|beoordeel) (?:dit|deze|het|alles)\b[^.!?\n]{{0,40}}? als\b",
        rf"{_START}(?:классифицируй|пометь|оцени|отметь|размечай)\w* (?:это|этот|данный|всё|все"
        rf"|текст)[^.!?\n]{{0,40}}? как ",
        "(?:分类|標記|标记|标注|归类|分類|歸類|判定|评价)(?:为|為|成)",
        "として(?:分類|評価|判定|ラベル)(?:して|せよ|しろ)",
        "(?:으로|로) (?:분류|평가|표시)(?:하세요|해라|하십시오|할 것)",
        r"olarak (?:sınıflandır|işaretle|etiketle|değerlendir)(?:in|ın)?\b",
    )
)
_SIGN = (  # what every order above holds, for a quick look
    "classif|label|rate |score |grade |mark |categor|tag |annotat|predict|treat |flag |rank |evaluat|assess"
    "|assign|grader|rater|parser"
    "|consider |interpret |output|return |answer |respond|reply |judge|report |code |model|assistant|chat ?(?:bot"
    "|gpt)|llm|gpt|claude|gemini"
    r"|llama|copilot|reviewer|negatives|weakness|flaws|shortcoming|limitation|positive |irrespective|regardless"
    r"|\bai\b|automat|moderator"
    "|verdict|sentiment|system|bot|ignore|disregard|forget|skip|analy|summari"
    "|klassifi|bewert|markier|kennzeichn|beschrift|stuf|ordne|étiquet|note|marqu|évalu|etiquet|calific|marc|puntú"
    "|valor|rotul|avali|etichett|valut"
    "|segn|classific|markeer|beoordeel|классифиц|помет|оцени|отмет|размеч|[分标標归歸判评]|として|분류|평가|표시|olarak"
)
GRADING = order(_SIGN, f"{_TO_GRADER}|{_ABROAD}")


def naming(labels: Iterable[str]) -> tuple[Pattern, ...]:
    """Return the pattern of orders to answer one of these labels; no pattern where none of them is a word."""
    words = sorted({label for label in labels if re.fullmatch(r"[^\W\d_][\w &/-]{2,40}", label)}, key=len, reverse=True)
    if not words:
        return ()
    name = "(?:" + "|".join(re.escape(word).replace("_", "[ _]").replace(r"\ ", "[ _]") for word in words[:300]) + ")"
    said = (
        rf"{_START}{_LABEL}(?: {_THIS})?(?: \w+)?(?: as| with| to be|:)(?: an?| the| class| label| category)*["
        rf" :]*[\"'`“‘(\[]?{name}\b"
        rf"|\b(?:label|class|category|output|sentiment|verdict|classification)\s*(?:[:=]|(?:is|must be|should be))\s*"
        rf"[\"'`“‘(\[]?{name}(?:[\"'`”’)\].!;]|\s*$)"
        r"|\b(?:answer|respond|reply|output|return|say|choose|pick|print|predict|assign|select) (?:with"
        rf" )?(?:only )?[\"'`“‘(\[]{name}[\"'`”’)\]]"
    )
    sign = rf"\b(?:{_LABEL}|{_SAYING}|class|category|pick|select|sentiment|verdict)\w*[^\n]{{0,60}}{name}"
    return (order(sign, said),)


_WEAK = (  # signs of talk to a machine, each of which can be chance
    r"\b(?:always|only|must|solely|exclusively) (?:answer|respond|reply|output|return|say|predict|classify|label"
    r"|print|rate)\b",
    rf"\b(?:{MACHINE}|classifier|annotator|grader)\b",
    r"\b(?:instructions?|system prompt|prompt|directives?)\b",
    r"\b(?:this|the) (?:text|input|review|message|example|row|sentence|sample) (?:is|must be|should be)"
    r" (?:labell?ed|classified|treated|rated|marked)\b",
    r"(?:^|\n|[\[({*#=>-]{1,3}) ?(?:system|admin|developer|assistant)(?: \w+)? ?[:\])}]",
    r"\b(?:is|was|has been|have been) (?:already )?(?:verified|pre-?labell?ed|pre-?approved|classified|labell?ed"
    r"|annotated|graded) (?:as|by)\b",
    r"\bopenai\b|\banthropic\b|\byour (?:developers?|creators?|programmers?|operators?|administrators?)\b"
    r"|\b(?:new|next|different) task\b",
    r"\b(?:training (?:data|sets?|examples?|labels?)|fine-?tun(?:e|ed|ing))\b",
)
_CHANCE = (  # signs that people use among themselves too
    r"\b(?:regardless|irrespective) of|\bno matter what\b",
    r"\binstead,? (?:\w+ )?(?:say|output|print|write|respond|answer|reply|return|classify|label|rate|predict"
    r"|treat)\b",
    r"\b(?:from now on|henceforth|from this point on|from this point forward)\b",
    r"\bpretend (?:to be|that|you)|\brole-?play|\bact as\b|\bpersona\b",
    r"\b(?:and )?nothing else\b|\bnothing but the\b|\bwithout (?:explanation|any explanation|question)\b|\bno"
    r" explanations?\b",
    r"\b(?:respond|reply|answer) (?:only )?with\b",
    r"\b(?:positive|highest|perfect|top|maximum|five[- ]star|5[- ]star) (?:review|scores?|rating|marks?|grade"
    r"|label)\b",
    r"\b(?:say|print|output|write|type|answer|respond with|reply with)(?: exactly| only| just)? [\"“‘]",
    r"\b(?:do not|don't|never) (?:tell|inform|mention (?:this|these|that)|reveal|disclose)\b",
)
_ENOUGH = 2


def suspected(texts: pl.Series) -> pl.Series:
    """Return where two signs or more meet, one of them of talk to a machine; Boolean[n], never null."""
    signs = [native(f"(?i){sign}") for sign in (*_WEAK, *_CHANCE)]
    likely = texts.str.contains("|".join(signs)).fill_null(False)
    some = texts.filter(likely)
    seen = [some.str.contains(sign).cast(pl.Int64) for sign in signs]
    count, telling = (pl.select(pl.sum_horizontal(part)).to_series() for part in (seen, seen[: len(_WEAK)]))
    return likely.clone().scatter(likely.arg_true(), (count >= _ENOUGH) & (telling > 0))

"""Signs that feign the end of a text, another turn of a conversation, or a note to whoever labels.

Willison 2023 (delimiters), Liu et al. 2024 (fake completion), the turn marks of published chat templates.
"""

from finetooth.checks.data.orders import order

_PART = r"(?:input|prompt|text|review|instructions?|context|message|data|document|conversation|task|article|content)"
_RUN = r"(?:#{2,}|={2,}|-{2,}|\*{2,}|~{2,}|%{2,}|\"{3}|'{3}|`{3}|\[{2,}|\]{2,}|\{{2,}|\}{2,}|<{2,}|>{2,}|_{3,})"
_WHO = r"(?:model|classifier|llm|annotators?|graders?|labell?ers?|raters?|evaluators?|moderators?)"
_HELPER = r"(?:assistant|ai|a\.i\.|bot|chat ?bot)"  # whom people ask for other things too
_SAY = (
    r"(?:predict|output|return|answer|label|classify|rate|mark|say|choose|select|treat|respond|reply"
    r"|ignore|give|assign|print|pick)"
)
_TURN = "|".join(
    (
        r"<\|(?:endoftext|eot_id|end_of_text|begin_of_text|end_header_id|end|eom_id|tool_calls?|tool_response"
        r"|im_sep)\|>|<(?:start|end)_of_turn>",
        r"</?\|?(?:tool_calls?|function_calls?|tool_response|function_response|tool_use|invoke)\b[^>]{0,40}>",
        r"<(?:important|information|urgent|attention|secret|hidden|admin|override|rules?)>[^<]{0,200}\b(?:you|read"
        r"|obey|before|must|message|do|follow|ignore|say)\b",
        r"[\"']role[\"']\s*:\s*[\"'](?:system|developer|tool)[\"']"
        r"|[\"']role[\"']\s*:\s*[\"']assistant[\"']\s*,\s*[\"']content",
        r"\[(?:system|assistant|user|developer)\]\(#\w+\)",
        r"(?:^|[\n.!?#=)\]>*-]\s*|\\n)system\s*:\s*(?:you|obey|always|ignore|approve|reply|respond|new|override|user"
        r"|output|say|answer|the (?:user|assistant|model|next|following))\b",
        r"(?:\n\n|\\n\\n|^)human\s*:[^\n]{0,300}(?:\n|\\n|\s)\s*assistant\s*:",
        rf"{_RUN}\s*(?:end|begin|start|new|stop)(?: of)?(?: the)?(?: (?:user|system|admin|hidden))? {_PART}\s*{_RUN}",
        rf"{_RUN}\s*(?:system|admin|developer|root)(?: (?:{_PART}|note|override|command|mode))?\s*{_RUN}",
        rf"{_RUN}\s*end\s*{_RUN}[^\n]{{0,12}}\b(?:system|admin|now|ignore|new)\b",
        r"\bend (?:of )?(?:the )?(?:user|system) (?:input|prompt|message|text)\b",
    )
)
_ANYHOW = r"(?:regardless|no matter|irrespective|whatever it says|in any case|without reading)"
_GRADE = "|".join(
    (
        r"\b(?:this|the) (?:text|review|message|row|sentence|example|input|tweet|comment|document|sample|entry|item"
        r"|e-?mail|instance)"
        r" (?:must|has to|needs to|is to|shall|should)(?: always| only| also)* be (?:labell?ed|classified|rated"
        r"|scored|graded|categori[sz]ed|annotated)\b",
        r"\b(?:correct|right|true|gold|ground[ -]truth|expected|intended) (?:label|class|category"
        r"|sentiment)(?: for this| here| of this| in this case)? (?:is|should be|must be)\b",
        r"\bground[ -]?truth\s*[:=]",
        r"\bwho(?:m|so)?ever (?:labels|grades|rates|reviews|classifies|annotates|scores|moderates) (?:this|it|these)\b",
        r"\b(?:output|predict|return|assign|respond with|reply with|answer with)(?: it| this)? (?:the )?(?:label"
        r"|class|category|score|token) ?[\"'`]?(?:\d|[\"'`]\w)",
        rf"(?:^|[.!?\n]\s*){_WHO}\s*[,:]\s*(?:please |always |now |just |simply |you must |you should )*{_SAY}\b",
        rf"(?:^|[.!?\n]\s*){_HELPER}\s*[,:]\s*(?:please |always |now |just |you must )*(?:predict|output|classify"
        rf"|label|rate|mark|treat|ignore|assign)\b",
        r"\bthe (?:output|prediction|classification) is always\b"
        r"|\bthe answer is always (?:[\"'`]?\w+[\"'`]?),? (?:whatever|no matter|regardless)",
        rf"\b(?:give|assign|award) (?:this|it)\b[^.!?\n]{{0,40}}\b(?:score|rating|marks?|grade"
        rf"|label)s?\b[^.!?\n]{{0,20}}\b{_ANYHOW}\b",
        r"\b(?:approved|verified|checked|reviewed) by (?:the |our )?(?:moderation|safety|trust|quality|labell?ing"
        r"|annotation)\b[^.!?\n]{0,40}\b(?:classify|label|rate|mark|score|treat)\b",
        r"\b(?:classify|label|rate|mark|score) (?:it |this |them )?accordingly\b",
    )
)
_AFTER = r"(?:following|below|next|subsequent|remaining|rest|remainder)"
_AHEAD = "|".join(  # orders that come first: what follows is to be taken otherwise
    (
        rf"\b(?:ignore|disregard|discard|skip|do not (?:read|consider|use|evaluate)) (?:the |all |any "
        rf"|every )?(?:{_AFTER} {_PART}|{_PART} (?:below|that follows|after this)|(?:what|whatever"
        rf"|everything) (?:follows|comes (?:next|after))|{_AFTER} of (?:the|this) {_PART})",
        r"\b(?:whatever|no matter what|regardless of what) (?:follows|comes (?:next|after)|(?:the|this) (?:text"
        r"|review|message|input|rest) says)\b",
        r"(?:^|\n)\s*(?:system|admin\w*|developer|security|policy|operator) (?:update|notice|alert|message"
        r"|announcement|patch|command)\s*[:!-]",
        rf"\bnew (?:policy|rule|protocol|procedure|configuration|system prompt)\s*:[^.!?\n]{{0,40}}\b{_SAY}\b",
        rf"\b(?:when|once|if) you (?:see|read|receive|process|reach|encounter) this (?:{_PART}|line|sentence|word"
        rf"|row|string)?\b[^.!?\n]{{0,20}}\b(?:{_SAY}|stop|do|you (?:must|should|will))\b",
        r"\b(?:for|in) (?:the|all|every|any) (?:following|next|subsequent|future) (?:texts?|messages?|inputs?"
        r"|reviews?|examples?|questions?|requests?|queries|prompts?),? (?:the |you |always |only |please |just )+\w+\b",
        r"\byour (?:answers?|outputs?|responses?|repl(?:y|ies)) (?:must|should|shall|will|has to|have to|needs? to"
        r"|is to) (?:always |only |now |simply |just )*(?:be|contain|consist|say|read|include|begin|start|end)\b",
        r"\b(?:reply|respond|answer|output) (?:with )?(?:only|nothing but|just|exactly"
        r"|solely)\b[^.!?\n]{0,40}(?:and nothing else|for (?:every|all|any)|from now on|to (?:every|all|any)thing)",
    )
)
TURNS = (
    order(
        r"(?:ignore|disregard|discard|skip|do not (?:read|consider|use|evaluate)) |whatever|no matter what"
        r"|regardless of what"
        r"|(?:system|admin\w*|developer|security|policy|operator) (?:update|notice|alert|message|announ|patch|command)"
        r"|new (?:policy|rule|protocol|procedure|config|system)|you (?:see|read|receive|process|reach"
        r"|encounter) this|before (?:read|process|going)"
        r"|(?:following|next|subsequent|future) (?:text|message|input|review|example|question|request|quer|prompt)"
        r"|your (?:answer|output|response|repl)|nothing else|(?:every|any|all)thing|for (?:every|all|any)|from now on",
        _AHEAD,
    ),
    order(
        r"<\||of_turn>|tool_|function_|invoke|<(?:important|information|urgent|attention|secret|hidden|admin"
        r"|override|rule)|role[\"']|\]\(#"
        r"|system|human\s*:|admin|developer|root|(?:end|begin|start|new|stop)(?: of)?(?: the)? ?(?:user|system)?",
        _TURN,
    ),
    order(
        r"be (?:labell?ed|classified|rated|scored|graded|categor|annotated)|(?:correct|right|true|gold|truth"
        r"|expected|intended) (?:label|class|categ|sentim)"
        r"|ground[ -]?truth|ever (?:labels|grades|rates|reviews|classif|annotates|scores|moderates)|(?:label|class"
        r"|category|score|token) ?[\"'`\d]"
        rf"|{_WHO}\s*[,:]|{_HELPER}\s*[,:]|is always|accordingly|by (?:the |our )?(?:moderation|safety|trust|quality"
        rf"|label|annot)|{_ANYHOW}",
        _GRADE,
    ),
)

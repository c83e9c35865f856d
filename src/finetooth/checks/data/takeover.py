"""Orders that take a model over, by the families of published surveys: tasks put aside, roles, leaks, tools, payloads.

Perez & Ribeiro 2022 (goal hijacking, prompt leaking), Greshake et al. 2023 (indirect injection, tools), Schulhoff et
al. 2023 (HackAPrompt: refusal suppression, payload splitting, fill-in), Liu et al. 2024 (fake completion, escape
characters), OWASP LLM01 2025.
"""

from finetooth.checks.data.orders import MACHINE, order

_TEXT = r"(?:text|input|document|message|review|request|question|prompt|context|conversation|instructions?|content)"
_BEFORE = r"(?:previous|earlier|prior|above|preceding|former|original|initial|old|current)"
_RULES = r"(?:instructions?|prompts?|guidelines|guidance|directives?|rules|orders|directions|commands?|tasks?)"
_DO = (
    r"(?:print|output|say|write|tell|reply|respond|answer|return|list|obey|follow|execute|run|do|act|call|send|visit"
    r"|append|include|translate|ignore|classify|label|repeat|start|begin|comply)"
)
_START = (
    r"(?:^|[.!?\n;:)\]>*\"'“”—–-]\s*|\b(?:please|always|must|should|now|just|simply|you (?:will|are to)|then|never)\s+)"
)
_ASIDE = "|".join(
    (
        r"\b(?:ignore|disregard|forget|discard|dismiss) (?:whatever|everything|anything|all) (?:that )?(?:came before"
        r"|comes before|(?:was|is|has been|been) (?:said|written|stated|told)(?: so far| before| above| earlier))\b",
        r"\bforget (?:everything|all|what(?:ever)?) you (?:know|knew|have learned|were told|learned) and"
        r" (?:start|act|do|reply|answer|become|follow|just)\b",
        rf"{_START}(?:cancel|abandon|drop|abort|suspend|quit|stop|pause|leave) (?:the|your|this|that) (?:{_BEFORE} "
        rf"|assigned )?task\W{{1,3}}(?:and|then|instead|now|{_DO})\b",
        rf"\b(?:do not|don['’]t|stop|refrain from) (?:process|analy[sz]|summari[sz]|classify|translat|evaluat|pars"
        rf"|categori[sz])\w*"
        rf" (?:the|this|any|that|my) (?:\w+ )?{_TEXT}s?\b",
        r"(?:^|[.!?\n;,)\]>*\"'“”—–-]\s*)(?:new|next|updated|additional) (?:task|instruction|objective|command)s?[:=]",
        r"(?:^|[.!?\n;:,)\]>*-]\s*)your (?:new|real|actual|true|only|sole) (?:task|job|objective|goal|mission"
        r"|purpose|role) (?:is|are|now|will be)\b",
        rf"\b(?:never ?mind|skip|instead of|rather than) (?:answering|classifying|summari[sz]ing|labell?ing|translating"
        rf"|(?:following|doing|performing) (?:your|the|this|that) (?:task|job|guidelines|instructions?|rules)"
        rf"|the (?:question|task|request|classification|summary|instructions?))\b[^.!?\n]{{0,40}}\b{_DO}\b",
        rf"\b(?:{_BEFORE}|your) (?:\w+ )?(?:{_RULES}|{_TEXT})s? (?:\w+ ){{0,3}}(?:was|were|is|are)(?: now"
        rf"| hereby)? (?:only a test"
        r"|just a test|a test|rescinded|outdated|void|invalid|obsolete|not real|fake|null|withdrawn|expired|revoked"
        r"|superseded|lifted|to be ignored)\b",
        r"\bthe above (?:was|is|were) (?:only |just )?(?:a test|an example|a joke|not real|fake|irrelevant|outdated"
        r"|void)\b",
        r"\btreat (?:everything|all|anything|the (?:text|instructions?|prompt|content)) (?:above|before|earlier"
        r"|prior)\b",
        rf"\b(?:pretend|assume|imagine|act as if) (?:that )?(?:the |your |all )?{_BEFORE} (?:{_TEXT}|{_RULES})s?\b",
        rf"\b(?:pay|give|paying) (?:no |any )?attention to (?:the |any |all )?(?:{_BEFORE}|rest|other"
        rf"|remaining) [^.!?\n]{{0,30}}{_TEXT}\b",
        rf"\b(?:overrid|supersed|outrank|replac|tak(?:e|es|ing) precedence over)(?:e|es|ing|s)? (?:all |any |every "
        rf"|anything |everything )?"
        rf"(?:(?:the |your )?(?:{_BEFORE}|other|existing|system) (?:\w+ )?{_RULES}|(?:stated|said|told"
        rf"|written) (?:earlier|before|above))\b",
        r"\bwhat(?:ever)? (?:you (?:were|have been|['’]ve been) told(?: before| earlier| above)? (?:no longer"
        r"|is (?:void|wrong))"
        r"|your (?:prompt|instructions?|guidelines|programming) (?:says?|states?|tells?))\b",
        r"\b(?:reset|clear|wipe|flush|erase) your (?:context|instructions?|conversation|internal state|chat history"
        r"|prompt)\b",
        r"\b(?:follow|obey|execute|act on|carry out|comply with|perform) (?:only )?(?:the |these |this |my "
        r"|any )?(?:following |new |next |hidden |embedded )?"
        r"(?:command|instruction|directive|order)s? (?:below|instead|that follows?|hidden|embedded|verbatim)\b",
        rf"\bend of (?:the )?(?:task|instructions?|prompt|user input|input|review|document|context"
        rf"|conversation)\W{{1,6}}(?:now|next|new|instead|system"
        rf"|admin|{_DO})\b",
        r"\b(?:from now on|going forward|henceforth|from this point(?: on)?),? you (?:will|must|shall|are to"
        r"|should) (?:only |always |now )?"
        r"(?:respond|answer|reply|output|act|speak|obey|classify|label|ignore|follow|comply)\b",
        rf"\b(?:before|after|when|while) (?:answering|responding|replying|classifying|you answer|you reply"
        rf"|you respond|you classify),?"
        rf" (?:first |also |please |always |you must )+(?:\w+ the following|{_DO})\b",
        r"\b(?:task|request|classification|analysis|summary|response) (?:is )?(?:complete|completed|done"
        r"|finished)\b\W{1,4}(?:next|now|new|then)\b"
        rf"[^.!?\n]{{0,30}}(?:task|instruction|command|{_DO})\b",
        rf"(?:^|\n|\s)answer\s*:\s*\w+\W{{1,3}}(?:now|next|new)\b[^.!?\n]{{0,30}}\b(?:task|instruction|{_DO})\b",
    )
)
_ROLE = "|".join(
    (
        rf"{_START}(?:assume|take on|adopt|play|embody|switch to|slip into) the (?:role|persona|character|identity"
        rf"|part) of [^.!?\n]{{0,60}}\b(?:admin\w*"
        rf"|root|developer|hacker|{MACHINE}|no (?:restrictions?|rules|limits|ethics|filters?)|unrestricted"
        rf"|without (?:any )?(?:rules|limits|ethics))\b",
        r"\b(?:you are|you['’]re|playing|named|called|character of) [^.!?\n]{0,50}\b(?:never refuses?"
        r"|has no (?:restrictions?|rules|filters?|limits|ethics)"
        r"|cannot refuse|obeys every|answers (?:everything|anything))\b",
        r"\bstay in character\b[^.!?\n]{0,40}\b(?:no matter|whatever|always|never break)\b",
        r"\b(?:i am|i['’]m|this is|speaking as|as) (?:your|the) (?:developer|creator|administrator|admin"
        r"|system administrator|programmer|operator|engineer)s?\b"
        r"[^.!?\n]{0,60}\b(?:authori[sz]e you|permission to|order you|command you|instruct you|comply|obey|override"
        r"|bypass|disable|grant you|allow you)\b",
        r"\byou (?:have been|are|were)(?: now| hereby| just)? (?:upgraded|promoted|elevated|switched|unlocked"
        r"|set) (?:to|into|in)\b[^.!?\n]{0,30}"
        r"\b(?:admin|root|developer|god|debug|unrestricted|sudo|mode)\b",
        rf"{_START}(?:do not|don['’]t|never) refuse(?:[.!,]| (?:to answer|any|this|my)\b)"
        rf"|\bnever say (?:that )?you (?:cannot|can['’]t|are unable)\b",
        rf"\b(?:never|do not|don['’]t) (?:mention|say|reveal|admit|state) (?:that )?you(?: are"
        rf"|['’]re) (?:an? )?{MACHINE}\b",
        r"\b(?:simulate|emulate|role-?play as|impersonate|act as|pretend to be|behave (?:as|like)) (?:an? "
        r"|the )?[^.!?\n]{0,30}"
        r"\b(?:terminal|console|command line|sudo|root (?:user|shell|privileges)|administrator|jailbroken"
        r"|unrestricted)\b",
        r"\b(?:pretend|act|imagine|be|play) [^.!?\n]{0,30}\b(?:late|dead|deceased) (?:grand\w+"
        r"|granny)\b[^.!?\n]{0,60}\b(?:keys?|napalm|passwords?|serials?|codes?)\b",
        r"\b(?:begin|start) (?:your |the |every |each )?(?:response |answer |reply |output )?with [\"'“‘](?:sure"
        r"|absolutely|of course|certainly|yes|ok(?:ay)?)\b",
        r"\b(?:do not|don['’]t|never|without) (?:include |add |give |show |any )+(?:\w+ or )?(?:warnings?"
        r"|disclaimers?|caveats)\b",
    )
)
_ASK = (
    r"(?:what(?:['’]s| is| are| was| were)|tell|show|print|repeat|encode|translate|summari[sz]e|reveal"
    r"|write|output|give|spell|list|share|paste|copy|display|read|dump|recite)"
)
_LEAK = "|".join(
    (
        rf"\b{_ASK}\b[^.!?\n]{{0,40}}\byour (?:\w+ )?(?:prompts?|system message|context window|initial message)\b",
        rf"\b{_ASK}(?: me)?(?: out| all)? (?:of )?your (?:\w+ )?instructions?(?:\s*[.?!]|$| (?:word for word"
        rf"|verbatim|into|in|backwards|exactly|above|so far))",
        rf"\b{_ASK}\b[^.!?\n]{{0,30}}\b(?:everything|(?:the|all) (?:text|words|sentences?|content|messages?"
        rf"|conversation|lines?)|what(?: was| is)?)\b[^.!?\n]{{0,30}}"
        r"\b(?:above|before|prior to|preceding) (?:this|the user|my|the current) ?(?:sentence|message|line|point"
        r"|conversation|prompt|input|user|query)",
        r"\b(?:conversation|chat)(?: so far| history)?,? including the (?:system|developer|hidden|first)\b",
        r"\b(?:list|show|reveal|name|describe|enumerate|what are)(?: me)?(?: all)?(?: of)? (?:the |your )?(?:tools?"
        r"|functions?|plugins?|apis?)"
        r" (?:that )?(?:you (?:have|can)|available to you|at your disposal)\b",
        r"\b(?:hidden|secret|internal|confidential) (?:rules|instructions?|prompts?|guidelines|directives"
        r"|settings)(?: that)? (?:you (?:were|have been|are)|given to you|above)\b",
        r"\bstarting with [\"'“‘]you are\b",
        r"\b(?:contents?|first (?:line|sentence|word)s?|beginning|top|start) of your (?:context|prompt|instructions?"
        r"|memory|conversation|input)\b",
    )
)
_PRIVATE = (
    r"(?:the user['’]?s|users['’]|this conversation|(?:the )?(?:chat|conversation) (?:history|logs?)|inbox"
    r"|credentials|api[ _-]?keys?"
    r"|environment variables|passwords?|session (?:tokens?|cookies?)|private (?:data|files|messages))"
)
_TOOL = "|".join(
    (
        r"\b(?:call|invoke|trigger|execute|run|use)(?: the)?(?: function| tool| api| plugin"
        r"| command)? [a-z]+_[a-z_]+(?: (?:tool|function|api|plugin))?(?: (?:with|to|and|on|tool|function)\b|\()",
        rf"\b(?:send|forward|e-?mail|post|upload|exfiltrate|append|transmit|include|copy|leak|write"
        rf"|save)\b[^.!?\n]{{0,50}}\b{_PRIVATE}\b[^.!?\n]{{0,50}}"
        r"\b(?:to (?:the (?:following|address|url|server|link|log|console)|https?:|[\w.+-]+@|it\b|us\b)"
        r"|in your (?:reply|response|answer|output)|without (?:telling|asking|informing|notifying))",
        r"\b(?:search|collect|gather|find|read|scan|look through) (?:the user['’]s|all of the user['’]s|their|local"
        r"|all) (?:\w+ )?(?:files|e-?mails?|messages|contacts|inbox|documents)\b[^.!?\n]{0,30}"
        r"\b(?:passwords?|credentials|keys?|secrets?|send|include|forward)\b",
        r"\bwithout (?:telling|informing|notifying|asking|alerting) the user\b|\b(?:do not|don['’]t|never) (?:tell"
        r"|inform|notify|alert|ask) the user\b|\bon behalf of the user\b",
        r"\b(?:tell|ask|convince|instruct|inform|persuade|urge) the user (?:that|to|for"
        r"|their)\b[^.!?\n]{0,60}\b(?:passwords?|account|call|click|link|card|credentials|visit|log ?in|pay)\b",
        r"\b(?:visit|fetch|open|browse to|navigate to|load|retrieve|go to) https?://\S+,? (?:and"
        r"|then)\b[^.!?\n]{0,40}\b(?:follow|obey|execute|append|do what|do as|instructions?)\b",
        r"\b(?:execute|run)(?: the following| this| these)?(?: \w+)? (?:command|code|script"
        r"|query)s?\b[^\n]{0,60}(?:rm -rf|/etc/passwd|curl |wget |os\.system|drop table|sudo |powershell|/bin/)",
        r"\bos\.system\(|\b(?:stored|saved) (?:credentials|passwords?)\b[^.!?\n]{0,30}\b(?:log ?in|send|print"
        r"|show)|\blog ?in (?:with|using) the (?:stored|saved) (?:credentials|passwords?)\b",
        r"\b(?:add|insert|include|append|put) (?:a |this |the )?(?:link|image|url"
        r"|markdown image)(?: to https?:\S+)?\b[^\n]{0,60}\b(?:tell|ask|urge|make) (?:the user|them"
        r"|everyone) to click\b",
    )
)
_HIDDEN = (
    r"(?:this|the following|these|next|base ?64|hex\w*|rot-?13|morse|binary|strings?|cipher|letters?"
    r"|sentence|pig latin)"
)
_THEN = (
    r"(?:do (?:what|as|it\b)|obey|follow(?: it| the result| what| its|:)|execute|comply|act on|run (?:it"
    r"|the result)|(?:as|what) it says|carry (?:it )?out)"
)
_PAYLOAD = "|".join(
    (
        rf"\b(?:decode|decrypt|decipher|deobfuscate|interpret|translate|concatenate|join|combine|reverse"
        rf"|unreverse)\b[^.!?\n]{{0,20}}\b{_HIDDEN}\b[^.!?\n]{{0,60}}\b(?:and|then)\b[^.!?\n]{{0,12}}\b{_THEN}",
        rf"\b(?:in|is|using) (?:base ?64|rot-?13|hex\w*|morse|binary|reverse|pig latin)\b[^.!?\n]{{0,12}}\b(?:decode"
        rf"|decrypt|translate)\b[^.!?\n]{{0,12}}\b(?:and|then) {_THEN}",
        rf"\b(?:unscramble|unshuffle|descramble)\b[^.!?\n]{{0,20}}\b(?:and|then) (?:\w+ )?{_THEN}|\b(?:unscramble"
        rf"|unshuffle|descramble) and (?:follow|obey|execute)\b",
        rf"\bread\b[^.!?\n]{{0,30}}\b(?:backwards?|in reverse)\b[^.!?\n]{{0,12}}\b{_THEN}",
        r"\b(?:first|last|second) letters? of (?:each|every)\b[^.!?\n]{0,60}\b(?:follow|obey|execute|comply"
        r"|instruction)",
        r"\b\w{1,2} ?= ?[\"'“‘][^\"'\n]{2,40}[\"'”’][^\n]{1,12}\w{1,2} ?= ?[\"'“‘][^\"'\n]{2,40}[\"'”’][^\n]{0,40}"
        r"\b(?:do|execute|run|follow|obey|print|answer|say|evaluate)\b[^\n]{0,12}\w{1,2} ?\+ ?\w{1,2}\b",
    )
)
TAKEOVERS = (
    order(
        r"came before|comes before|so far|you (?:know|knew|learned|have learned)|\btask\b|(?:do not|don['’]t|stop"
        r"|refrain)"
        r" (?:from )?(?:process|analy|summar|classif|translat|evaluat|pars|categor)|(?:new|next|updated|additional"
        r"|your (?:real"
        r"|actual|true|only|sole)) (?:task|instruct|object|command|job|goal|mission|purpose|role)|never ?mind"
        r"|instead of|rather than"
        r"|skip |rescind|outdated|void|invalid|obsolete|withdrawn|expired|revoked|superseded|a test|not real"
        r"|to be ignored|the above"
        r"|treat (?:every|all|any|the)|pretend|assume|imagine|as if|attention to|overrid|supersed|outrank|replac"
        r"|precedence|ever you"
        r"|what you|your (?:prompt|instruct|guidelin|programming|context|conversation|internal|chat)|(?:instruction"
        r"|directive|command"
        r"|order)s? (?:below|instead|that|hidden|embed|verbatim)|end of|from now on|going forward|henceforth"
        r"|this point|(?:before|after"
        r"|when|while) (?:answering|responding|replying|classifying|you )|complete|done|finished|answer\s*:",
        _ASIDE,
    ),
    order(
        r"the (?:role|persona|character|identity|part) of|refuse|has no |obeys|answers (?:every|any)|stay in character"
        r"|(?:your|the) (?:developer|creator|admin|system admin|programmer|operator|engineer)|upgraded|promoted"
        r"|elevated|switched"
        r"|unlocked|you (?:have been|are|were).{0,9}set|never say|(?:say|mention|reveal|admit"
        r"|state).{0,12}you(?: are|['’]re)|terminal"
        r"|console|command line|sudo|root |administrator|jailbr|unrestrict|grand|granny|with [\"'“‘]|warning"
        r"|disclaimer|caveat",
        _ROLE,
    ),
    order(
        r"your (?:\w+ )?(?:prompt|system message|context|initial message|instruction|memory|conversation|input)"
        r"|(?:above|before|prior to"
        r"|preceding) (?:this|the user|my|the current)|,? including the|tools?|functions?|plugins?|apis?\b|(?:hidden"
        r"|secret|internal"
        r"|confidential) (?:rule|instruct|prompt|guid|direct|setting)|starting with",
        _LEAK,
    ),
    order(
        r"[a-z]_[a-z]|user['’]?s?\b|this conversation|history|logs?\b|inbox|credential|api[ _-]?key|environment var"
        r"|password|session"
        r"|private (?:data|files|messages)|https?://\S+,? (?:and|then)|rm -rf|/etc/|curl |wget |os\.system"
        r"|drop table|sudo"
        r"|powershell|/bin/|to click",
        _TOOL,
    ),
    order(
        r"decod|decrypt|decipher|deobfusc|interpret|translat|concaten|join|combine|reverse|scrambl|shuffl|backward"
        r"|letters? of|= ?[\"'“‘]",
        _PAYLOAD,
    ),
)

"""What people and systems put where a text is missing: sure non-answers, and words that can also be an answer."""

import polars as pl

from finetooth.facts.text import normalise

# Never what somebody wanted to say. Compared without case, brackets, quotes and full stops around them.
_SURE_TEXT = (
    "n/a,#n/a,n/a n/a,nan,null,<null>,(null),\\n,undefined,nat,<na>,na/na,none/none,nonetype,[object object],no text,"
    "empty text,no content,no data,no value,not available,not applicable,not provided,not specified,"
    "text not available,content not available,no text available,missing text,missing value,deleted,removed,"
    "comment deleted,comment removed,message deleted,this message was deleted,tbd,tba,to be determined,to be done,"
    "placeholder,placeholder text,sample text,example text,dummy text,dummy,text here,text goes here,your text here,"
    "insert text here,enter text here,type here,add text here,lorem,lorem ipsum,ipsum,asdf,asdfg,asdfgh,asdfghjkl,"
    "asdf asdf,sdf,sdfg,qwerty,qwer,qwertz,zxcv,zxcvb,hjkl,jkl,foobar,foo"
    " bar,xxxx,xxxxx,#ref!,#value!,#div/0!,#name?,"
    "#num!,#null!,#error!,error: #n/a,k.a,keine angabe,keine angaben,nicht verfügbar,nicht zutreffend,entfällt,"
    "kein text,no aplica,no disponible,sin texto,sin datos,sans objet,non applicable,non disponible,pas de texte,"
    "non applicabile,non disponibile,nessun testo,não se aplica,não disponível,sem texto,n.v.t,niet van toepassing,"
    "niet beschikbaar,geen tekst,brak danych,brak tekstu,нет данных,не указано,н/д,不适用,暂无,暂无数据,該当なし,"
    "해당 없음,해당없음,غير متوفر,لا ينطبق,उपलब्ध नहीं"
)
# Non-answers among long texts; answers where answers are short, or where one class is what they say.
_ANSWER_TEXT = (
    "none,na,nil,n.a,n.a.,nothing,missing,unknown,empty,blank,void,no comment,no comments,no answer,no response,"
    "no reply,test,tests,testing,test test,test text,test 123,testing 123,test message,this is a test,just a test,"
    "todo,to do,foo,bar,baz,abc,xx,xxx,x,-,--,---,–,—,_,__,.,..,...,…,*,**,***,/,//,"
    "\\,#,?,??,???,????,see attachment,see attached,see attached file,see above,see below,as above,same as"
    " above,ditto,idem,"
    "see link,see image,see picture,see photo,see file,see title,see subject,siehe anhang,siehe oben,voir"
    " ci-joint,ver adjunto,"
    "ninguno,ninguna,nada,nichts,keine,keiner,leer,"
    "rien,aucun,aucune,néant,vide,nessuno,"
    "niente,vuoto,nenhum,nenhuma,vazio,geen,niets,leeg,brak,нет,пусто,无,無,没有,空,なし,無し,없음,لا يوجد,فارغ,कोई नहीं"
)
# What stands where a label is missing; the second list can also be a class.
_NO_LABEL_TEXT = (
    "to do,todo,fixme,tbd,?,??,???,unlabeled,unlabelled,not labeled,not labelled,"
    "no label,nolabel,no_label,label missing,missing label,label me,to label,to be labeled,to be"
    " labelled,unannotated,"
    "not annotated,to annotate,label,label here,your label,label name,no class,noclass,unassigned,unset,not set,"
    "unspecified,uncategorized,uncategorised,unclassified,ohne label,kein label,sans étiquette,sin etiqueta,"
    "sin clasificar,non classé,senza etichetta,sem rótulo,未标注,未标记,ラベルなし,미분류,не размечено"
)
_LIKELY_NO_LABEL_TEXT = (
    "unsure,not sure,unclear,undecided,undetermined,cannot tell,can't tell,don't know,dont know,dunno,idk,dk,skip,"
    "skipped,pending,in progress,review,needs review,to"
    " review,check,default,temp,tmp,error,invalid,unbekannt,inconnu,"
    "desconocido,desconocida,desconhecido,sconosciuto,onbekend,nieznany,неизвестно,未知,不明,알 수 없음,غير معروف,अज्ञात"
)
_SURE = frozenset(_SURE_TEXT.split(","))
_ANSWERS = frozenset(_ANSWER_TEXT.split(","))
_NO_LABEL = frozenset(_NO_LABEL_TEXT.split(",")) | _SURE - {"removed", "deleted", "nat"}
_LIKELY_NO_LABEL = (frozenset(_LIKELY_NO_LABEL_TEXT.split(",")) | _ANSWERS) - _NO_LABEL
_LONGEST = max(map(len, _SURE | _ANSWERS | _NO_LABEL | _LIKELY_NO_LABEL)) + 4
_AROUND = r"""^[\s(\[{<"'“”‘’*.:_-]+|[\s)\]}>"'“”‘’*.:_!-]+$"""
_BRACKETS = r"""^[\s(\[{<"']+|[\s)\]}>"']+$"""  # "None." ends a sentence that somebody wrote
_LOREM = r"(?i)\blorem ipsum dolor\b"
_SLOT = (  # of a template that nobody filled in
    r"(?i)^\s*(?:<{1,2}|\{{1,3}|\[{1,2}|%|\$\{?)\s*(?:your |the |insert |enter |user |input )?(?:text|message"
    r"|body|content|review|comment"
    r"|description|input|sentence|question|tweet|post|utterance|value|placeholder)(?: here)?\s*(?:>{1,2}|\}{1,3}"
    r"|\]{1,2}|%)?\s*$"
)


def sure(texts: pl.Series) -> pl.Series:
    """Return where a text is a sure non-answer, such as "N/A", "#REF!" or lorem ipsum; Boolean[n], never null."""
    return (
        _among(texts, _SURE, _AROUND)
        | texts.str.contains(_LOREM).fill_null(False)
        | texts.str.contains(_SLOT).fill_null(False)
    )


def doubtful(texts: pl.Series) -> pl.Series:
    """Return the normalised text where it is a word such as "none" or "test", else null; String[n]."""
    where = _among(texts, _ANSWERS, _BRACKETS)
    none = pl.Series([None] * len(texts), dtype=pl.String)
    return none.scatter(where.arg_true(), normalise(texts.filter(where)))


def no_label(labels: pl.Series) -> pl.Series:
    """Return where a label surely stands for a missing one, such as "N/A" or "TODO"; Boolean[n], never null."""
    return _among(labels, _NO_LABEL, _AROUND)


def likely_no_label(labels: pl.Series) -> pl.Series:
    """Return where a label may stand for a missing one or be a class, such as "unknown"; Boolean[n], never null."""
    return _among(labels, _LIKELY_NO_LABEL, _BRACKETS) & ~no_label(labels)


def _among(texts: pl.Series, known: frozenset[str], around: str) -> pl.Series:
    """Compare as it is and without what stands around it; long texts are not looked at."""
    short = (texts.str.len_chars() <= _LONGEST).fill_null(False)
    keys = normalise(texts.filter(short))
    bare = keys.str.replace_all(around, "")
    names = pl.Series(sorted(known), dtype=pl.String)
    return short.clone().scatter(short.arg_true(), keys.is_in(names.implode()) | bare.is_in(names.implode()))

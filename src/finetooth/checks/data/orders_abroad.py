"""Orders to drop earlier instructions, or to give them away, in languages other than English."""

import re
from dataclasses import dataclass

import polars as pl

from finetooth.facts.patterns import Pattern, search


def _bare(part: str) -> str:
    """Return stems without what may follow them: quick to look for."""
    return part.replace(r"\w*", "").replace(r"\b", "")


@dataclass(frozen=True)
class Tongue:
    """Stems of one language: to drop, to give away, what came earlier, instructions, and the system prompt.

    ``spaced``: whether words are parted by spaces, so that a stem stands at a word's start.
    """

    drop: str
    give: str
    earlier: str
    rules: str
    system: str
    spaced: bool = True
    within: int = 45  # characters between the parts

    def orders(self) -> str:
        """Return the pattern: to drop, with what came earlier and instructions near, in any order; or to give"
        " away."""
        edge = r"\b" if self.spaced else ""
        drop, give, earlier, rules = (f"{edge}(?:{part})" for part in (self.drop, self.give, self.earlier, self.rules))
        near = rf"[^.!?\n。！？]{{0,{self.within}}}?"
        old = f"(?:{earlier}{near}{rules}|{rules}{near}{earlier})"
        system = f"{edge}(?:{self.system})"
        return f"{drop}{near}{old}|{old}{near}{drop}|{give}{near}{system}|{system}{near}{give}"

    def sign(self) -> str:
        """Return a quick pattern that all orders fulfil: its parts, however far apart."""
        drop, give, rules, system = (f"(?:{_bare(part)})" for part in (self.drop, self.give, self.rules, self.system))
        return f"(?is){drop}.*{rules}|{rules}.*{drop}|{give}.*{system}|{system}.*{give}"


TONGUES = (
    Tongue(
        r"ignorier\w*|missacht\w*|vergiss|vergessen sie|verwirf|übergeh\w*|überschreib\w*|befolge\w* (?:die "
        r"|diese |keine |deine )?\w* ?nicht|beachte?\w* nicht",
        r"zeig\w*|gib\w*|verrat\w*|nenn\w*|druck\w*|wiederhol\w*|offenbar\w*|schreib\w*|leg\w* offen",
        r"vorherig\w*|bisherig\w*|vorig\w*|obig\w*|früher\w*|vorangehend\w*|vorangegangen\w*|alle\w*|deine?\w*"
        r"|ursprünglich\w*|oben|zuvor",
        r"anweisung\w*|instruktion\w*|vorgabe\w*|richtlinie\w*|befehl\w*|anleitung\w*|systemprompt\w*|prompts?\b",
        r"system-?\s?prompt\w*|systemanweisung\w*|systemnachricht\w*",
    ),
    Tongue(
        r"ignore[zr]?|oublie[zr]?|ne (?:tiens|tenez) (?:pas|aucun) compte|ne (?:suis|suivez) p(?:as|lus)"
        r"|néglige[zr]?|faites? abstraction|fais abstraction|outrepasse[zr]?",
        r"affiche[zr]?|montre[zr]?|révèle[zr]?|révéler|donne[zr]?|répète[zr]?|imprime[zr]?|dis|écri[sv]\w*"
        r"|divulgue[zr]?",
        r"précédent\w*|antérieur\w*|ci-dessus|préalable\w*|initial\w*|toutes?|tous|vos|tes|reçu\w*|plus haut|avant",
        r"instructions?|consignes?|directives?|règles|ordres|invites?|prompts?",
        r"prompt (?:de |du )?système|invite (?:de |du )?système|prompt système|instructions? (?:du )?système"
        r"|message système|system prompt",
    ),
    Tongue(
        r"ignor[ae]\w*|olvid[ae]\w*|omit[ae]\w*|descart[ae]\w*|desobede\w*|haz caso omiso|no (?:sigas|hagas caso"
        r"|tengas en cuenta)|pas[ae] por alto",
        r"muéstra\w*|muestr[ae]\w*|revel[ae]\w*|imprim[ae]\w*|di(?:me|nos)?\b|repit[ae]\w*|escrib[ae]\w*"
        r"|d[ae](?:me|nos)",
        r"anterior\w*|previ[ao]s?|precedente\w*|inicial\w*|todas?|todos|tus|sus|de arriba|recibid\w*|antes",
        r"instrucci\w*|indicaci\w*|directri\w*|directivas?|reglas|órdenes|ordenes|prompts?",
        r"prompt del? sistema|instrucciones del? sistema|mensaje del? sistema|indicaci\w* del? sistema|system prompt",
    ),
    Tongue(
        r"ignor[ae]\w*|esqueç[ao]\w*|desconsider[ae]\w*|desprez[ae]\w*|descart[ae]\w*|não (?:siga|obedeça|leve em"
        r" conta)",
        r"mostr[ae]\w*|revel[ae]\w*|imprim[ae]\w*|dig[ae]\w*|repit[ae]\w*|escrev[ae]\w*|exib[ae]\w*",
        r"anterior\w*|prévi[ao]s?|precedente\w*|inicia\w*|todas?|todos|suas?|acima|recebid\w*",
        r"instruç\w*|instruc\w*|diretriz\w*|orientaç\w*|regras|ordens|comandos|prompts?",
        r"prompt d[oe] sistema|instruções d[oe] sistema|mensagem d[oe] sistema|system prompt",
    ),
    Tongue(
        r"ignor[ai]\w*|dimentic[ah]\w*|trascur[ai]\w*|tralascia\w*|scart[ai]\w*|non (?:seguire|considerare|tenere"
        r" conto)|annull[ai]\w*",
        r"mostra\w*|rivela\w*|stampa\w*|dimmi|ripeti\w*|scrivi\w*|visualizza\w*",
        r"precedent\w*|anterior\w*|iniziali?|tutte|tutti|tue|vostre|sopra|ricevut\w*|prima",
        r"istruzion\w*|direttiv\w*|indicazion\w*|regole|ordini|comandi|prompt",
        r"prompt di sistema|istruzioni di sistema|messaggio di sistema|system prompt",
    ),
    Tongue(
        r"negeer\w*|vergeet|sla\b.{0,20}over|volg\w* niet|laat\b.{0,40}buiten beschouwing",
        r"toon\w*|laat\b.{0,20}zien|onthul\w*|geef\w*|herhaal\w*|print\w*|vertel\w*",
        r"vorige|eerdere|voorgaande|bovenstaande|alle|je|jouw|uw|oorspronkelijke|hierboven",
        r"instructies?|aanwijzing\w*|opdracht\w*|richtlijn\w*|regels|prompts?",
        r"systeemprompt\w*|systeeminstructie\w*|systeembericht\w*|system prompt",
    ),
    Tongue(
        r"zignoruj\w*|ignoruj\w*|zapomnij\w*|pomiń|pomińcie|odrzuć|nie (?:przestrzegaj|stosuj|zważaj)",
        r"pokaż\w*|ujawnij\w*|wyświetl\w*|podaj\w*|powtórz\w*|wypisz\w*",
        r"poprzedni\w*|wcześniejsz\w*|powyższ\w*|wszystki\w*|swoje|twoje|dotychczasow\w*",
        r"instrukcj\w*|poleceni\w*|polece[nń]\w*|wytyczn\w*|zasad\w*|prompt\w*",
        r"prompt\w* systemow\w*|instrukcj\w* systemow\w*|systemow\w* (?:prompt|instrukcj)\w*|system prompt",
    ),
    Tongue(
        r"игнориру\w*|проигнориру\w*|забудь\w*|забуд\w*|отмени\w*|пренебре\w*|не (?:следуй|выполняй|обращай"
        r"|учитывай)\w*|"
        r"ігноруй\w*|проігноруй\w*|забудьте|відкинь\w*",
        r"покаж\w*|раскр\w*|выведи\w*|напечата\w*|повтор\w*|сообщи\w*|виведи\w*|розкри\w*",
        r"предыдущ\w*|прежн\w*|вышеуказанн\w*|ранее|все|всех|свои|предшествующ\w*|выше|попередн\w*|усі|всі",
        r"инструкци\w*|указани\w*|команд\w*|директив\w*|правил\w*|промпт\w*|інструкці\w*|вказівк\w*",
        r"системн\w* (?:промпт\w*|подсказк\w*|инструкци\w*|сообщени\w*|інструкці\w*|підказк\w*)",
    ),
    Tongue(
        r"yok say\w*|görmezden gel\w*|unut\w*|dikkate alma\w*|göz ardı et\w*|boş ver\w*",
        r"göster\w*|açıkla\w*|yazdır\w*|söyle\w*|tekrarla\w*|ver\b",
        r"önceki|daha önceki|yukarıdaki|tüm|bütün|eski|verilen|başlangıçtaki",
        r"talimat\w*|yönerge\w*|komut\w*|kural\w*|emir\w*|istem\w*",
        r"sistem (?:istem|talimat|komut|mesaj|prompt)\w*",
    ),
    Tongue(
        r"ignorera\w*|ignorér\w*|ignorer\w*|glöm\w*|glem\w*|bortse\w*|se bort|strunta\w*|overse\w*|unohda\w*"
        r"|sivuuta\w*|ohita\w*",
        r"visa\w*|vis\b|avslöja\w*|avslør\w*|afslør\w*|skriv\w*|näytä\w*|paljasta\w*|kerro\w*",
        r"tidigare|föregående|ovanstående|alla|alle|tidligere|forrige|foregående|foregående|ovenfor|ovenstående"
        r"|aiem\w*|edellis\w*|kaik\w*",
        r"instruktion\w*|anvisning\w*|instruks\w*|instrukser|riktlinjer|regler|ohje\w*|prompt\w*",
        r"systemprompt\w*|systeminstruktion\w*|systemmelding\w*|järjestelmäkehot\w*|järjestelmän ohje\w*",
    ),
    Tongue(
        r"ignoruj\w*|zapomeň\w*|ignorujte|nedbej\w*|ignoră\w*|ignorați|uită\w*|uitați|hagyd figyelmen kívül"
        r"|felejtsd el|"
        r"hagyja figyelmen kívül|figyelmen kívül|αγνόησ\w*|αγνοήστε|ξέχασ\w*|ξεχάστε|ігноруй\w*",
        r"ukaž\w*|zobraz\w*|prozraď\w*|arată\w*|afișează\w*|mutasd\w*|írd ki|δείξ\w*|αποκάλυψ\w*|εμφάνισ\w*",
        r"předchozí\w*|předešl\w*|všechny|anterioar\w*|precedent\w*|toate|korábbi|előző|eddigi|összes"
        r"|προηγούμεν\w*|όλες",
        r"pokyn\w*|instrukc\w*|příkaz\w*|instrucțiuni\w*|instructiuni\w*|utasítás\w*|οδηγίες|εντολές",
        r"systémov\w* (?:prompt|pokyn|výzv)\w*|prompt\w* de sistem|rendszer(?:prompt|utasítás|üzenet)\w*|προτροπή"
        r" συστήματος",
    ),
    Tongue(
        r"bỏ qua|quên|phớt lờ|không tuân theo|abaikan|lupakan|hiraukan|jangan ikuti|huwag sundin|kalimutan"
        r"|balewalain|puuza|sahau",
        r"hiển thị|tiết lộ|cho (?:tôi )?(?:xem|biết)|in ra|tampilkan|tunjukkan|ungkapkan|cetak|ipakita|onyesha",
        r"trước|ở trên|tất cả|mọi|sebelumnya|di atas|semua|terdahulu|nakaraan|lahat|naunang|yote|yaliyotangulia"
        r"|awali",
        r"hướng dẫn|chỉ dẫn|chỉ thị|lệnh|quy tắc|instruksi|perintah|arahan|petunjuk|aturan|tagubilin|utos|maagizo"
        r"|maelekezo",
        r"lời nhắc hệ thống|câu lệnh hệ thống|prompt hệ thống|prompt sistem|instruksi sistem|perintah sistem"
        r"|system prompt",
    ),
    Tongue(
        r"忽略|无视|無視|忘记|忘記|忘掉|不要遵守|不要遵循|不要理会|不要理會|抛开|拋開|跳过|跳過|覆盖|撤销",
        r"显示|顯示|输出|輸出|打印|列印|告诉|告訴|透露|泄露|洩露|重复|重複|展示|公开",
        r"之前|以前|以上|先前|上面|前面|上述|此前|所有|一切|全部|原有|原来|原來|你的",
        r"指令|指示|提示|说明|說明|命令|规则|規則|要求|设定|設定",
        r"系统(?:提示|指令|消息|设定)\w*|系統(?:提示|指令|訊息|設定)\w*",
        spaced=False, within=20,
    ),
    Tongue(
        r"無視|忘れ|従わない|従うな|破棄|無効に|上書き",
        r"表示|出力|教えて|見せて|開示|明かして|公開|繰り返|書き出",
        r"これまで|以前|前の|上記|先ほど|今まで|すべて|全て|直前|あなたの|最初の|元の|上の",
        r"指示|命令|プロンプト|ルール|規則|設定|インストラクション|ガイドライン",
        r"システム\s?(?:プロンプト|メッセージ|指示|命令)",
        spaced=False, within=25,
    ),
    Tongue(
        r"무시|잊어|잊고|따르지\s?마|폐기|취소",
        r"보여|출력|알려|공개|말해|표시|반복|드러내",
        r"이전|앞의|앞선|위의|지금까지|모든|기존|전의|먼저|당신의|너의",
        r"지시|명령|프롬프트|지침|규칙|안내|설정",
        r"시스템\s?(?:프롬프트|메시지|지시|명령)",
        spaced=False, within=30,
    ),
    Tongue(
        r"تجاهل\w*|انس\w*|أهمل\w*|لا تتبع|تخط\w*|نادیده بگیر\w*|فراموش کن\w*|התעלם\w*|התעלמ\w*|שכח\w*|نظر ?انداز"
        r" کر\w*",
        r"اعرض|أظهر|اكشف|اطبع|أخبرن\w*|كرر|اكتب|نشان بده|נמס\w*|הצג\w*|חשוף|הראה",
        r"السابق\w*|أعلاه|جميع|كل|كافة|قبل\w*|تمام|همه|הקודמ\w*|לעיל|כל|پچھل\w*",
        r"التعليمات|تعليمات\w*|الأوامر|أوامر\w*|الإرشادات|التوجيهات|القواعد|دستور\w*|הוראות|ההוראות|הנחיות"
        r"|ההנחיות|ہدایات",
        r"موجه النظام|تعليمات النظام|رسالة النظام|הנחיית המערכת|הוראות המערכת",
        spaced=False, within=40,
    ),
    Tongue(
        r"अनदेखा|नज़रअंदाज़|नजरअंदाज|नज़रंदाज़|भूल जा|भुला|उपेक्षा|উপেক্ষা|ভুলে যা|புறக்கணி|మర్చిపో|విస్మరించ"
        r"|ละเว้น|เพิกเฉย|ไม่ต้องสนใจ|ลืม",
        r"दिखा|बता|प्रकट|দেখা|காட்டு|แสดง|เปิดเผย|บอก",
        r"पिछल|पहले|उपरोक्त|ऊपर|सभी|सारे|पूर्व|আগের|পূর্ববর্তী|সমস্ত|সব|முந்தைய|அனைத்து|మునుపటి|అన్ని|ก่อนหน้า"
        r"|ทั้งหมด|ข้างต้น|เดิม",
        r"निर्देश|आदेश|नियम|हिदायत|নির্দেশ|আদেশ|அறிவுறுத்தல|வழிமுறை|సూచన|ఆదేశ|คำสั่ง|คำแนะนำ|ข้อกำหนด",
        r"सिस्टम (?:प्रॉम्प्ट|निर्देश|संदेश)|সিস্টেম প্রম্পট|คำสั่งระบบ|ระบบพรอมต์",
        spaced=False, within=40,
    ),
)  # fmt: skip
_ABROAD = tuple(Pattern("injection", tongue.sign(), re.compile(f"(?i){tongue.orders()}")) for tongue in TONGUES)
_ANY = "(?i)" + "|".join(_bare(part) for tongue in TONGUES for part in (tongue.rules, tongue.system))


def abroad(texts: pl.Series) -> pl.Series:
    """Return where a text holds an order in one of these languages; Boolean[n], never null."""
    likely = texts.str.contains(_ANY).fill_null(False)
    found = search(texts.filter(likely), _ABROAD)["row"]
    return likely.clone().set(likely, False).scatter(likely.arg_true().gather(found.unique()), True)

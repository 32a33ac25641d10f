"""The words mail programs put around what they quote, in the languages people write to us in.

Everything is kept in lower case, the way `str.casefold` leaves it, and matched against text
treated the same way.
"""

# Which header a label at the start of a line stands for, in the block that Outlook and its
# relatives put above the letter they quote.
FROM_LABELS = (
    "from|de|desde|da|mittente|von|absender|van|afzender|od|nadawca|от|от кого|від|від кого"
    "|发件人|发件者|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|보낸이|발신|kimden|gönderen"
    "|från|fra|lähettäjä|odesílatel|feladó|de la|expéditeur|από|מאת|من|المرسل|از|فرستنده"
    "|प्रेषक|से|kutoka|kutoka kwa|mtumaji|ከ|dari|từ|จาก|daga|ka|láti|odosielateľ|pošiljatelj"
)
DATE_LABELS = (
    "sent|date|sent on|sent at|envoyé|envoyé le|envoyée|message du|enviado|enviado el|enviado em"
    "|enviada em|enviada|fecha|data|inviato|inviato il|gesendet|gesendet am|datum|verzonden"
    "|verzonden op|wysłano|wysłane|wysłany|data wysłania|отправлено|дата|дата отправки|надіслано"
    "|发送时间|发送日期|日期|時間|时间|傳送時間|傳送日期|寄件日期|送信日時|日付|日時|보낸 날짜"
    "|보낸날짜|날짜|보낸 시간|gönderildi|gönderme tarihi|gönderim tarihi|tarih|skickat|sendt|dato"
    "|lähetetty|päivämäärä|päiväys|pvm|odesláno|elküldve|küldve|dátum|trimis|trimis la|dată"
    "|στάλθηκε|εστάλη|ημερομηνία|נשלח|תאריך|تاريخ الإرسال|التاريخ|تاريخ|تم الإرسال|أرسلت|أُرسلت"
    "|تاریخ|ارسال شده|فرستاده شده|भेजा गया|भेजा|दिनांक|तारीख|प्रेषित|imetumwa|ilitumwa|tarehe"
    "|የተላከው|የተላከ|ቀን|dikirim|tanggal|đã gửi|ngày|ส่ง|วันที่|odoslané|dátum odoslania"
)
TO_LABELS = (
    "to|à|pour|para|per|destinatario|destinataire|an|aan|do|кому|收件人|收件者|宛先|받는 사람"
    "|받는사람|수신|kime|alıcı|till|til|vastaanottaja|komu|címzett|către|catre|προς|אל|עבור|إلى"
    "|الى|المستلم|به|گیرنده|प्रति|सेवा में|को|kwa|kwenda|kwenda kwa|mpokeaji|ለ|kepada|ke|đến|tới"
    "|ถึง|zuwa|ku|sí|a"
)
SUBJECT_LABELS = (
    "subject|objet|sujet|asunto|assunto|oggetto|betreff|onderwerp|temat|тема|主题|主旨|主題|件名"
    "|제목|konu|ämne|emne|aihe|předmět|tárgy|subiect|θέμα|נושא|الموضوع|موضوع|विषय|mada|kichwa"
    "|kichwa cha habari|ርዕስ|ጉዳዩ|subjek|perihal|chủ đề|เรื่อง|predmet"
)
COPY_LABELS = (
    "cc|bcc|copie à|copie|copia|con copia|cópia|kopie|kopia|dw|do wiadomości|копия|копія|抄送|副本"
    "|参照|參照|참조|bilgi|kopyala|kopi|kopio|másolat|másolatot kap|κοιν|κοινοποίηση|עותק|نسخة"
    "|نسخه|प्रतिलिपि|nakala|tembusan|สำเนา"
)
OTHER_LABELS = (
    "reply-to|reply to|importance|priority|attachments|attachment|répondre à|pièces jointes"
    "|responder a|adjuntos|prioridad|anlagen|wichtigkeit|antwort an|bijlagen|allegati|priorità"
    "|załączniki|вложения|вкладення|附件|添付ファイル|첨부|ekler|bilagor|liitteet|přílohy|mellékletek"
    "|organization|resent-from|resent-to|message-id|mailed-by|signed-by"
)

# What stands between dashes above an original or forwarded letter.
ORIGINAL_MESSAGE = (
    "original message|original appointment|original email|original e-mail|original"
    "|forwarded message|forwarded email|forwarded by|forwarded letter|reply message|replied message"
    "|message d'origine|message d’origine|message original|message initial|message transféré"
    "|courriel original|message transmis|message réexpédié"
    "|mensaje original|mensaje reenviado|mensaje enviado|mensagem original|mensagem encaminhada"
    "|mensagem reencaminhada|messaggio originale|messaggio inoltrato|messaggio originario"
    "|ursprüngliche nachricht|originalnachricht|original-nachricht|original nachricht"
    "|ursprüngliche mail|original-mail|weitergeleitete nachricht|originele bericht"
    "|oorspronkelijk bericht|origineel bericht|doorgestuurd bericht|oorspronkelijke e-mail"
    "|wiadomość oryginalna|oryginalna wiadomość|treść oryginalnej wiadomości|oryginalny e-mail"
    "|wiadomość przekazana dalej|przekazana wiadomość|исходное сообщение|пересылаемое сообщение"
    "|пересланное сообщение|первоначальное сообщение|оригинальное сообщение|исходящее сообщение"
    "|перенаправленное сообщение|вихідне повідомлення|переслане повідомлення"
    "|початкове повідомлення|оригінальне повідомлення|原始邮件|原始郵件|原邮件|转发的邮件"
    "|轉寄的郵件|转发邮件|轉寄郵件|邮件原件|回复的原邮件|回复的邮件|元のメッセージ|元のメール"
    "|転送メッセージ|転送されたメッセージ|원본 메시지|원본 메일|원본메시지|전달된 메시지"
    "|전달된 메일|orijinal mesaj|orijinal ileti|özgün ileti|özgün mesaj|yönlendirilen ileti"
    "|yönlendirilmiş ileti|iletilen mesaj|iletilmiş mesaj|ursprungligt meddelande"
    "|originalmeddelande|vidarebefordrat meddelande|vidarebefordrat mejl|oprindelig besked"
    "|oprindelig meddelelse|oprindelig mail|videresendt meddelelse|videresendt besked"
    "|opprinnelig melding|original melding|videresendt melding|opprinnelig e-post"
    "|alkuperäinen viesti|välitetty viesti|edelleenlähetetty viesti|původní zpráva|původní e-mail"
    "|přeposlaná zpráva|preposlaná správa|pôvodná správa|eredeti üzenet|eredeti levél"
    "|továbbított üzenet|továbbított levél|mesaj original|mesajul original|mesaj redirecționat"
    "|mesaj redirecţionat|αρχικό μήνυμα|αυθεντικό μήνυμα|προωθημένο μήνυμα|הודעה מקורית"
    "|הודעה שהועברה|ההודעה המקורית|الرسالة الأصلية|رسالة أصلية|رسالة معاد توجيهها"
    "|رسالة مُعاد توجيهها|رسالة محولة|الرسالة المحولة|رسالة معاد إرسالها|پیام اصلی"
    "|پیام هدایت شده|پیام بازارسال‌شده|پیام ارسال‌شده|मूल संदेश|अग्रेषित संदेश|मूल सन्देश"
    "|ujumbe asili|ujumbe wa asili|ujumbe wa awali|ujumbe halisi|ujumbe uliotumwa"
    "|ujumbe uliosambazwa|ujumbe uliosambazwa mbele|ዋናው መልዕክት|ዋናው መልእክት|የተላለፈ መልዕክት"
    "|የተላለፈ መልእክት|pesan asli|pesan terusan|pesan yang diteruskan|thư gốc|tin nhắn gốc"
    "|thư đã chuyển tiếp|forwarded message from|ข้อความต้นฉบับ|ข้อความที่ส่งต่อ"
)
# Apple's line above a forwarded letter: alone on its line, no dashes.
FORWARD_BEGINS = (
    "begin forwarded message|début du message réexpédié|début du message transféré"
    "|anfang der weitergeleiteten nachricht|inicio del mensaje reenviado"
    "|início da mensagem reencaminhada|início da mensagem encaminhada|inizio messaggio inoltrato"
    "|inizio del messaggio inoltrato|begin doorgestuurd bericht"
    "|początek przekazywanej wiadomości|początek przekazanej wiadomości"
    "|начало переадресованного сообщения|початок листа, що пересилається"
    "|vidarebefordrat brev|start på videresendt besked|start på vidaresänt brev"
    "|videresendt melding|välitetty viesti alkaa|začátek přeposlané zprávy"
    "|továbbított levél kezdete|începutul mesajului redirecționat|έναρξη προωθημένου μηνύματος"
    "|以下是转发的邮件|下面是被转发的邮件|以下為轉寄郵件|開始轉寄郵件|転送されたメッセージ"
    "|전달된 메시지 시작|iletilen ileti başlangıcı|بداية الرسالة المعاد توجيهها"
    "|بدء الرسالة المعاد توجيهها|תחילת ההודעה שהועברה|awal pesan yang diteruskan"
)

# How a line that introduces a quotation begins. Regular expressions; a space follows where the
# language has spaces. A day's name or a date may begin it too, in any language.
OPENERS = (
    r"on |in a message dated |le |l'|el |la |em |no dia |a |il |il giorno |in data |am |op "
    r"|den |w dniu |dnia |dne |v |în |in |pe |la data |στις |την |в |у |від |mnamo |tarehe "
    r"|siku ya |في |يوم |بتاريخ |در |در تاريخ |در تاریخ |ב-?|ביום |בתאריך |በ|ቀን |दिनांक |को |pada |vào |ngày "
    r"|ใน|เมื่อ|在|于|於|dňa |dana |a ranar |quoting |zitat von |citando |citando a "
    r"|citation de |citat |in reply to |en réponse à |antwort auf |в ответ на "
)
# Verbs that close the line: "… wrote:".
FINAL_VERBS = (
    r"wrote|writes|said|mentioned|has written|a écrit|écrit|a ecrit|écrivait|ha escrito|escribió|escribio"
    r"|escribe|escreveu|escreveu o seguinte|ha scritto|scrisse|scrive|schreef|schreef het volgende"
    r"|heeft geschreven|het volgende geschreven|geschreven|schrieb|schrieb folgendes|schreibt"
    r"|geschrieben|napisał|napisała|napisał\(a\)|napisał/a|napisał\(-a\)|pisze|написал|написала"
    r"|написал\(а\)|писал|писал\(а\)|пишет|пише|написав|написала|написав\(ла\)|написав\(-ла\)"
    r"|写道|寫道|写到|來信|写信|のメール|さんは書きました|書きました|님이 작성|작성|님이 쓴 글"
    r"|님의 말|yazdı|şunu yazdı|şunları yazdı|şöyle yazdı|skrev|skrev følgende|skrev följande"
    r"|kirjoitti|napsal|napsala|napsal\(a\)|napísal|napísal\(a\)|írta|ezt írta|a következőt írta"
    r"|a scris|a scris următoarele|έγραψε|כתב|כתבה|כתב/ה|מאת|نوشت|نوشته است|كتب|كتبت|ने लिखा"
    r"|लिखा|aliandika|ameandika|aliandika hivi|aliandika yafuatayo|ጽፏል|ተጽፏል|ፃፈ|ጻፈ|ጻፉ|menulis"
    r"|đã viết|viết|เขียนว่า|เขียน|rubuta|ya rubuta|kọ|wuxuu qoray|qoray|napisao|je napisao"
    r"|je napisao/la|va escriure|ha escrit|escribiu"
)
# Verbs followed by who wrote: "… schrieb Amina <amina@…>:".
MIDDLE_VERBS = (
    r"schrieb|schreef|skrev|kirjoitti|كتب|كتبت|تمت كتابة ما يلي بواسطة|napsal|napsal\(a\)|ezt írta"
    r"|írta|escreveu|escribió|a écrit|ha scritto|wrote|napisał|napisał\(a\)|geschrieben von|ecrit"
    r"|כתב|escreveu|tarafından|odesílatel|użytkownik|bởi|oleh"
)
# Lines that telephones and free mail services put at the end of what was written.
SENT_WITH = (
    "sent from|sent with|sent via|get outlook|envoyé de|envoyé depuis|envoyé à partir|télécharger"
    "|enviado desde|enviado do|enviado a partir|obtener outlook|obter o outlook|gesendet von"
    "|gesendet mit|von meinem|verzonden vanaf|verstuurd vanaf|outlook downloaden|inviato da"
    "|scarica outlook|wysłane z|wysłano z|отправлено с|отправлено из|надіслано з|发自我的|從我的"
    "|iphoneから送信|나의 iphone에서|iphone'umdan|skickat från|sendt fra|lähetetty|odesláno z"
    "|elküldve|trimis de pe|στάλθηκε από|נשלח מה|أُرسلت من|أرسلت من|ارسال شده از|मेरे"
    "|imetumwa kutoka|dikirim dari|được gửi từ|yahoo mail"
)

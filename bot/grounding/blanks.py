"""The words of answers that say nothing, in the languages that people ask for."""

DENIALS = """
    n na no not none nothing nil null unknown unspecified unstated unclear undisclosed unavailable
    nicht kein keine keinerlei nichts unbekannt k
    non pas aucun aucune rien inconnu inconnue inconnus
    ningun ninguno ninguna nada desconocido desconocida nao nenhum nenhuma desconhecido
    nessun nessuno nessuna niente sconosciuto
    niet geen niets onbekend nvt inte ej inga inget ingen ikke ikkje ingenting okand okänt ukendt
    ukjent saknas mangler ei
    nie brak nieznane nieznany neuvedeno neuvedena neznámé není
    yok belirtilmemiş belirtilmemiştir bilinmiyor bahsedilmemiş
    не нет неизвестно отсутствует отсутствуют нету немає невідомо
    غير لا ليس नहीं không tidak belum
    없음 않음 없습니다 않았습니다 미상
"""
FILLERS = """
    a an the this that it its is are was were be been do does did has have in of on by for to from
    any here there explicitly specifically further applicable available mentioned mention mentions
    specified specify specifies stated state states given give provided provide provides reported
    report reports described describe discussed discuss disclosed addressed indicated say says said
    found listed information info details data answer paper abstract text article study document
    source excerpt passage author authors dataset datasets limitation limitations result results
    number numbers method methods context problem topic
    angegeben erwähnt genannt spezifiziert beschrieben berichtet aufgeführt angabe angaben
    informationen dazu hierzu im der die das dem den des artikel studie quelle zusammenfassung wird
    werden wurde wurden ist sind es gibt verfügbar vorhanden anwendbar zutreffend autoren von
    précisé précisée précisés spécifié spécifiée mentionné mentionnée indiqué indiquée fourni
    fournie disponible applicable informations donnée données dans le la les l d un une papier
    texte résumé étude est sont ne s o sans objet auteurs cet
    especificado especificada mencionado mencionada indicado indicada proporcionado aplica aplicable
    se menciona especifica indica información datos en el los artículo texto resumen estudio es sin
    informado informada disponível aplicável informação do da os artigo resumo não
    specificato specificata menzionato menzionata indicato indicata riportato disponibile
    applicabile informazione informazioni nell nel dell articolo testo
    vermeld genoemd gespecificeerd opgegeven beschikbaar van toepassing v t informatie het tekst
    angivet angiven nämnt nämns oppgitt angitt nevnt nævnt uppgift uppgifter i artikeln artiklen
    artikkelen teksten texten mainittu määritelty
    podano określono wspomniano danych informacji dotyczy w artykule tekście
    uvedeno bilgi makalede metinde
    указано указан указана указаны упоминается упомянуто данных информации применимо в статье
    тексте вказано вказана даних інформації статті
    مذكور محدد متوفر يوجد ينطبق معروف معلومات في النص الورقة
    उल्लेख निर्दिष्ट उपलब्ध है किया गया
    có được đề cập nêu rõ thông tin trong bài báo ada disebutkan dijelaskan diketahui tersedia
    informasi dalam makalah teks
    해당 언급되지 명시되지 정보 논문에 논문에서 알 수
"""
UNSPACED = """
    未提及 未提到 未说明 未說明 未指定 未明确 未明確 未给出 未給出 未知 未详 不详 不詳 不明
    不适用 不適用 没有提及 没有提到 沒有提及 沒有提到 没有说明 暂无 暫無 无 無 没有 沒有
    论文 論文 文中 摘要 中 里 信息 資訊 数据 數據 数据集 该 本
    記載なし 言及なし 該当なし 情報なし 特になし 未記載 記載 言及
    されていません されていない ありません なし に は の
    없음 해당없음 언급되지않음 ไม่ระบุ ไม่มี ไม่ได้ระบุ ไม่ได้กล่าวถึง
"""
"""Of languages without spaces between words: a text that is made of these alone."""

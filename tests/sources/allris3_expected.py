"""What the saved ALLRIS 3 pages of ../shared/data/allris3-hamburg say, read by eye and by plain search in their source.

Facts only: numbers, days, reference numbers, names of committees. The pages themselves are not part of the repository.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
VERSION, CALENDAR = "3.9.5", "si010_e"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


# -- si010_e: all meetings of October 2023 ("" no public page), holidays are none --------------------------------
# number | beginning | end | room; the meeting that does not take place is marked with "!".
MEETINGS = """
1002655|04 18:00|18:38|Großer Sitzungssaal
|04 18:00|18:30|
|!05 18:00||Großer Sitzungssaal
|09 17:00|18:00|
1002680|09 18:00|19:15|Großer Sitzungssaal
1002713|09 18:00|18:35|dOZ 2.0
|10 17:30|18:00|
|10 18:00|19:00|
|10 18:00|20:00|
|10 18:00|20:00|
|10 19:30|20:15|
1002646|11 18:00|20:42|Großer Sitzungssaal
1002626|12 18:00|19:58|Großer Sitzungssaal
|23 17:00|18:00|
"""

# -- to010: SILFDNR, committee, its key, beginning, end, documents (role DOLFDNR) --------------------------------
AGENDA_HEADS = {
    "altona/to010.html": (
        "1004086",
        "Mobilitätsausschuss",
        "aulfdnr=235",
        "2025-11-03 18:00",
        "2025-11-03 19:45",
        "invitation 1511776, collected 1511514, invitation 1510819, minutes 1518675",
    ),
    "bergedorf/to010.html": (
        "1002949",
        "Fachausschuss für Sport und Bildung",
        "aulfdnr=1000013",
        "2025-11-03 18:00",
        "2025-11-03 19:42",
        "collected 1275126, invitation 1275052, minutes 1283251",
    ),
    "eimsbuettel/to010.html": (
        "1003114",
        "Kerngebietsausschuss",
        "aulfdnr=219",
        "2025-11-03 18:00",
        "2025-11-03 18:46",
        "collected 1375531, invitation 1375515, minutes 1378445",
    ),
    "hamburg_mitte/to010.html": (
        "1002940",
        "Jugendhilfeausschuss",
        "aulfdnr=13",
        "2025-11-03 18:00",
        "2025-11-03 21:14",
        "collected 1428013, invitation 1428047, invitation 1428577",
    ),
    "hamburg_nord/to010.html": (
        "1003201",
        "Regionalausschuss Langenhorn-Fuhlsbüttel-Ohlsdorf-Alsterdorf-Groß Borstel",
        "aulfdnr=1000005",
        "2025-11-03 18:00",
        "2025-11-03 19:16",
        "invitation 1379319, invitation 1379097, invitation 1379320, minutes 1384253",
    ),
    "to010.html": (
        "1003143",
        "Bezirksversammlung",
        "palfdnr=211",
        "2025-12-11 18:00",
        "2025-12-11 21:57",
        "invitation 1382999, invitation 1384053, minutes 1392414",
    ),
}
# Every point, all public: number after "Ö" | TOLFDNR | VOLFDNR | reference | result ("-" has no page of its own).
AGENDAS = {
    "altona/to010.html": """
1|1052631|||(offen)
2|1052632|||-
2.1|1052638|1017291|22-1471|zur Kenntnis genommen
2.2|1052639|1017292|22-1472|zur Kenntnis genommen
2.3|1052640|1017293|22-1473|zur Kenntnis genommen
2.4|1052691|1017309|22-1442.1|zur Kenntnis genommen
2.5|1052694|1017311|22-1406.1|zur Kenntnis genommen
3|1052689|1017306|22-1355.2|zur Kenntnis genommen
4|1052783|1017345|22-1508|ungeändert beschlossen
5|1052784|1017346|22-1509|ungeändert beschlossen
6|1052785|1017347|22-1510|ungeändert beschlossen
7|1052633|||(offen)
7.1|1052696|1017312|22-1263.1|zur Kenntnis genommen
7.2|1052688|1017300|22-1278.1|zur Kenntnis genommen
7.3|1052635|1017257|22-1446|zur Kenntnis genommen
7.4|1052636|1017262|22-1450|zur Kenntnis genommen
7.5|1052637|1017264|22-1452|zur Kenntnis genommen
7.6|1052780|1017342|22-1506|zur Kenntnis genommen
7.7|1052781|1017343|22-1507|zur Kenntnis genommen
8|1052634|||(offen)
""",
    "bergedorf/to010.html": """
1|1033130|||(offen)
2|1033131|||(offen)
3|1033217|||(offen)
4|1033141|1008999|22-0285.03|zur Kenntnis genommen
5|1033140|1009020|22-0485|zur Kenntnis genommen
6|1033133|||(offen)
7|1033132|||(offen)
""",
    "eimsbuettel/to010.html": """
1|1037962|||(offen)
2|1037963|||(offen)
3|1037964|||(offen)
4|1037965|||(offen)
5|1037966|||(offen)
5.1|1038040|1011026|22-1537|zur Kenntnis genommen
5.2|1038045|1011030|22-1541|zur Kenntnis genommen
6|1037967|||(offen)
6.1|1037999|1010872|22-1383|zurückgestellt
6.2|1037998|1010967|22-1478|zurückgezogen
6.2.1|1038053|1011052|22-1563|beschlossen
6.3|1038042|1011028|22-1539|beschlossen
7|1037968|||(offen)
""",
    "hamburg_mitte/to010.html": """
1|1043092|||(offen)
2|1043099|||(offen)
3|1043093|||(offen)
4|1043254|||(offen)
5|1043101|||(offen)
6|1043251|||(offen)
7|1043252|||(offen)
8|1043094|||-
8.1|1043100|1019270|23-0994|geändert beschlossen
8.2|1043351|1019406|23-1101|geändert beschlossen
9|1043095|||-
9.1|1043096|||(offen)
9.2|1043097|||(offen)
9.3|1043253|1019398|23-1093|zur Kenntnis genommen
10|1043098|||(offen)
""",
    "hamburg_nord/to010.html": """
1|1038113|||(offen)
2|1038114|||(offen)
3|1038115|||(offen)
4|1038116|||-
4.1|1038117|||(offen)
5|1038119|||-
5.1|1038412|1015839|22-1441.1|ungeändert beschlossen
6|1038120|||-
6.1|1038123|||-
6.1.1|1038121|1015646|22-1362|vertagt
6.1.2|1038122|1015720|22-1425|zur Kenntnis genommen
6.1.3|1038222|1015767|22-1466|zur Kenntnis genommen
6.1.4|1038248|1015777|22-1472|zur Kenntnis genommen
6.1.5|1038285|1015793|22-1484|zur Kenntnis genommen
6.1.6|1038287|1015794|22-1485|zur Kenntnis genommen
6.1.7|1038288|1015795|22-1486|zur Kenntnis genommen
6.1.8|1038394|1015827|22-1517|zur Kenntnis genommen
7|1038124|||-
7.1|1038118|||-
7.1.1|1038178|1015749|22-1449|zur Kenntnis genommen
7.1.2|1038392|1015825|22-1515|zur Kenntnis genommen
7.2|1038286|1015741|22-1441|zur Kenntnis genommen
8|1038125|||-
8.1|1038391|1015824|22-1514|zur Kenntnis genommen
9|1038127|||(offen)
""",
    "to010.html": """
1|1038573|||-
2|1038574|||-
3|1038575|||-
3.1|1038809|1016036|22-1692|ungeändert beschlossen
3.2|1038811|1016038|22-1694|ungeändert beschlossen
3.3|1038813|1016039|22-1695|ungeändert beschlossen
4|1038576|||(offen)
5|1038577|||-
5.1|1038604|1015943|22-1470.1|überwiesen
5.2|1038766|1016005|22-1662|überwiesen
5.3|1038769|1016011|22-1668|überwiesen
5.4|1038777|1016019|22-1566.1.1|überwiesen
5.5|1038815|1016041|22-1546.1|überwiesen
6|1038579|||-
6.1|1038728|1015991|22-1649|überwiesen
6.2|1038733|1015995|22-1653|ungeändert beschlossen
6.3|1038734|1015996|22-1654|überwiesen
6.4|1038735|1015997|22-1655|abgelehnt
6.5|1038736|1015998|22-1656|abgelehnt
6.6|1038746|1016001|22-1658|ungeändert beschlossen
6.7|1038745|1016002|22-1659|ungeändert beschlossen
6.8|1038807|1016035|22-1691|ungeändert beschlossen
6.9|1038810|1016037|22-1693|überwiesen
6.10|1038814|1016040|22-1696|abgelehnt
7|1038580|||-
8|1038581|||-
8.1|1038812|1015990|22-1648|ungeändert beschlossen
8.2|1038806|1016023|22-1679|ungeändert beschlossen
9|1038582|||-
9.1|1038730|1015994|22-1652|zur Kenntnis genommen
9.2|1038729|1015954|22-1306.1.1|ungeändert beschlossen
9.3|1038731|1015993|22-1651|ungeändert beschlossen
9.4|1038747|1016003|22-1660|zur Kenntnis genommen
""",
}

# -- to020: TOLFDNR, SILFDNR, number, paper, reference, result, kinds of its texts --------------------------------
ITEMS = {
    "altona/to020.html": (
        "1049839",
        "1004078",
        "Ö 2.1",
        "1016196",
        "22-0621",
        "zur Kenntnis genommen",
        ("minutes", ""),
    ),
    "bergedorf/to020.html": ("1031085", "1002945", "Ö 3", "", "", "", ("minutes",)),
    "eimsbuettel/to020.html": ("1035144", "1003079", "Ö 1", "", "", "", ("minutes",)),
    # Its "Beschluss" holds one blank: no text.
    "hamburg_mitte/to020.html": ("1040311", "1003020", "Ö 1", "", "", "", ("minutes",)),
    "hamburg_nord/to020.html": ("1036324", "1003234", "Ö 2", "", "", "", ("minutes",)),
}

# -- vo020: reference, kind, office in charge, groups, steps, kinds of texts, documents --------------------------------
# A step: committee, role, day, SILFDNR, TOLFDNR, public.
PAPERS = {
    "altona/vo020.html": (
        "22-2362",
        "Beschlussempfehlung öffentlich",
        "Geschäftsstelle der Bezirksversammlung",
        (),
        (("Hauptausschuss", "", date(2026, 7, 9), "1004364", "1056127", True),),
        ("matter", "resolution", "attachments"),
        "main 1543908, attachment -",
    ),
    "bergedorf/vo020.html": (
        "22-0916",
        "Auskunftsersuchen nach § 27 BezVG",
        "Dezernat Steuerung und Service",
        ("Fraktion GRÜNE Bergedorf", "Fraktion DIE LINKE", "SPD-Fraktion"),
        (("Bezirksversammlung Bergedorf", "", None, "", "", True),),
        ("matter", "resolution", "attachments"),
        "main 1293611",
    ),
    # Two hearings without a link: planned, their agendas are not there yet.
    "eimsbuettel/vo020.html": (
        "22-2368",
        "Mitteilungsvorlage der Verwaltung",
        "D1 - Dezernat Steuerung und Service",
        (),
        (
            ("Hauptausschuss", "Kenntnisnahme", date(2026, 7, 23), "", "", True),
            ("Regionalausschuss Lokstedt/Niendorf/Schnelsen", "Kenntnisnahme", date(2026, 8, 31), "", "", True),
            ("Bezirksversammlung", "Kenntnisnahme", None, "", "", True),
        ),
        ("matter", "resolution", "attachments"),
        "main 1399238",
    ),
    "hamburg_mitte/vo020.html": (
        "23-1862",
        "Antrag öffentlich",
        "Fachamt Interner Service",
        (),
        (("Hauptausschuss", "", date(2026, 7, 7), "1003292", "1045898", True),),
        ("matter", "resolution"),
        "main 1452478, collected 1452481",
    ),
    # Two persons as authors are not told; its "Sachverhalt" is a heading without text.
    "hamburg_nord/vo020.html": (
        "22-2402",
        "Antrag",
        "Interner Service",
        (),
        (("Hauptausschuss", "", date(2026, 7, 7), "1003441", "1040721", True),),
        ("resolution", "attachments"),
        "main 1401263",
    ),
}

# -- au020, fr020: key, name, members told, number of the first and the last one, role and group of the first --------
# Not told: five of the administration (Mitte), members whose name is left blank, "N. N.".
MEMBERS = {
    "altona/au020.html": (
        "aulfdnr=235",
        "Mobilitätsausschuss",
        29,
        "307",
        "2631",
        "Vorsitzendes Mitglied",
        "SPD-Fraktion",
    ),
    "au020.html": (
        "aulfdnr=218",
        "Regionalausschuss Barmbek-Uhlenhorst-Hohenfelde-Dulsberg",
        28,
        "645",
        "1000677",
        "Vorsitzendes Mitglied",
        "GRÜNE-Fraktion",
    ),
    "bergedorf/au020.html": (
        "aulfdnr=1000013",
        "Fachausschuss für Sport und Bildung",
        22,
        "200",
        "1000025",
        "Stellvert. Vorsitz",
        "CDU-Fraktion",
    ),
    "eimsbuettel/au020.html": (
        "aulfdnr=219",
        "Kerngebietsausschuss",
        25,
        "1000094",
        "1000611",
        "Vorsitzendes Mitglied",
        "SPD-Fraktion",
    ),
    "hamburg_mitte/au020.html": (
        "aulfdnr=13",
        "Jugendhilfeausschuss",
        53,
        "1000506",
        "1000459",
        "Ausschussvorsitz",
        "SPD-Fraktion",
    ),
    "hamburg_nord/au020.html": (
        "aulfdnr=1000005",
        "Regionalausschuss Langenhorn-Fuhlsbüttel-Ohlsdorf-Alsterdorf-Groß Borstel",
        27,
        "1000622",
        "1000196",
        "Vorsitzendes Mitglied",
        "SPD-Fraktion",
    ),
    "altona/fr020.html": ("frlfdnr=1121", "Fraktion GRÜNE", 46, "1282", "2675", "Fraktionsvorsitz", "Fraktion GRÜNE"),
    "bergedorf/fr020.html": (
        "frlfdnr=1110",
        "CDU-Fraktion - Bergedorf",
        45,
        "361",
        "",
        "Fraktionsvorsitzende/r",
        "CDU-Fraktion",
    ),
    "eimsbuettel/fr020.html": (
        "frlfdnr=1000012",
        "AfD Fraktion Eimsbüttel",
        10,
        "1000305",
        "1000350",
        "Fraktionsvorsitzende/r",
        "AfD-Fraktion",
    ),
    "hamburg_mitte/fr020.html": (
        "frlfdnr=107",
        "AfD-Fraktion",
        8,
        "1000666",
        "1000592",
        "Fraktionsmitglied",
        "AfD-Fraktion",
    ),
    "hamburg_nord/fr020.html": (
        "frlfdnr=1120",
        "Fraktion Bündnis 90/DIE GRÜNEN",
        51,
        "1000510",
        "1000685",
        "Fraktionsvorsitzende/r",
        "GRÜNE-Fraktion",
    ),
    "fr020.html": (
        "frlfdnr=1120",
        "Fraktion Bündnis 90/DIE GRÜNEN",
        51,
        "1000510",
        "1000685",
        "Fraktionsvorsitzende/r",
        "GRÜNE-Fraktion",
    ),
}

# -- fr010: the groups, past ones included --------------------------------
GROUPS = {
    "fr010.html": (
        ("1120", "Fraktion Bündnis 90/DIE GRÜNEN"),
        ("1122", "SPD-Fraktion"),
        ("1116", "CDU-Bezirksfraktion"),
        ("1117", "Die Linke-Fraktion"),
        ("1118", "FDP-Fraktion"),
        ("1133", "AfD-Fraktion"),
        ("1132", "Volt-Fraktion"),
        ("1128", "FDP-Gruppe"),
        ("1129", "AfD-Gruppe"),
        ("1130", "Gruppe Piraten"),
    ),
}

# A list of papers: recognised, but no page that is read.
UNREAD = ("vo040.html",)

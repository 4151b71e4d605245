"""The rules that disclosure rests on, for the page 政府信息公开制度: number, day, and what each is about.

Numbers and days were compared with the instruments as far as they could be read; a blank is shown as a blank.
"""

from dataclasses import dataclass
from datetime import date

from liaocheng_gk.labelled import Labelled


class Level(Labelled):
    LAW = "law", "法律"
    REGULATION = "regulation", "行政法规和地方规章"
    NATIONAL = "national", "国务院办公厅等文件"
    COURT = "court", "司法解释"
    OWN = "own", "本机关制度"


@dataclass(frozen=True)
class Instrument:
    """``issued_on``: the day of its latest text; ``in_force_on``: since when that text holds."""

    title: str
    number: str
    level: Level
    about: str
    issued_on: date | None = None
    in_force_on: date | None = None


L = Level
INSTRUMENTS: tuple[Instrument, ...] = (
    Instrument(
        "中华人民共和国行政复议法",
        "2023年修订",
        L.LAW,
        "不服答复怎样申请复议；依法不予公开的答复，应当先复议再起诉。",
        date(2023, 9, 1),
        date(2024, 1, 1),
    ),
    Instrument("中华人民共和国行政诉讼法", "2017年修正", L.LAW, "怎样向人民法院起诉，起诉期限怎样计算。"),
    Instrument(
        "中华人民共和国无障碍环境建设法",
        "",
        L.LAW,
        "政府网站和公共服务应当方便残疾人、老年人使用。",
        in_force_on=date(2023, 9, 1),
    ),
    Instrument(
        "中华人民共和国政府信息公开条例",
        "国务院令第711号",
        L.REGULATION,
        "政府信息公开的基本规定：公开什么、怎样申请、多久答复、怎样监督。",
        date(2019, 4, 3),
        date(2019, 5, 15),
    ),
    Instrument(
        "全国年节及纪念日放假办法",
        "2024年修订",
        L.REGULATION,
        "法定节假日有哪些，是计算工作日的依据。",
        in_force_on=date(2025, 1, 1),
    ),
    Instrument(
        "山东省政府信息公开办法",
        "",
        L.REGULATION,
        "条例在本省的具体规定。公开指南中的“《办法》”指的就是它，以省政府公布的现行文本为准。",
    ),
    Instrument(
        "政府信息公开信息处理费管理办法",
        "国办函〔2020〕109号",
        L.NATIONAL,
        "申请数量、频次明显超过合理范围时，信息处理费怎样收。",
        date(2020, 11, 17),
        date(2021, 1, 1),
    ),
    Instrument(
        "政府信息公开工作年度报告格式",
        "国办公开办函〔2021〕30号",
        L.NATIONAL,
        "2021年度以后的年度报告写什么、填哪些表。",
        date(2021, 9, 26),
    ),
    Instrument(
        "关于政府信息公开工作年度报告有关事项的通知",
        "国办公开办函〔2019〕60号",
        L.NATIONAL,
        "2019、2020年度报告的格式（试行）。",
    ),
    Instrument(
        "关于规范政府信息公开平台有关事项的通知",
        "国办公开办函〔2019〕61号",
        L.NATIONAL,
        "政府信息公开专栏设哪几个部分，应当能检索、查阅和下载。",
    ),
    Instrument(
        "关于审理政府信息公开行政复议案件若干问题的指导意见",
        "国办函〔2021〕132号",
        L.NATIONAL,
        "复议机关怎样审理信息公开案件，哪些程序性告知不能单独申请复议。",
        date(2021, 12, 22),
        date(2021, 12, 22),
    ),
    Instrument(
        "政府网站发展指引",
        "国办发〔2017〕47号",
        L.NATIONAL,
        "政府网站应当怎样建设、发布和维护。",
        date(2017, 5, 15),
    ),
    Instrument(
        "关于审理政府信息公开行政案件适用法律若干问题的解释",
        "法释〔2025〕8号",
        L.COURT,
        "人民法院审理信息公开案件适用哪些规定。",
        in_force_on=date(2025, 6, 1),
    ),
    # What the bureau's annual reports say of its own arrangements; their texts are not in the reports.
    Instrument(
        "政务公开制度",
        "2019年度报告所载",
        L.OWN,
        "信息发布的程序，各科室的职责，每个科室、单位确定一名信息公开联络员。",
    ),
    Instrument(
        "信息发布审核制度",
        "历年年度报告所载",
        L.OWN,
        "先由科室负责人初审，再由分管领导审核；重要、敏感信息和制发的文件还要经文字审核和主要负责人签批。先审查后发布，审核有台账。",
    ),
    Instrument("保密审查制度", "2023年度报告所载", L.OWN, "发布前逐件进行保密审查：涉密不上网，上网不涉密。"),
    Instrument(
        "依申请公开办理制度",
        "2022、2023年度报告所载",
        L.OWN,
        "申请的登记、审核、办理、答复和归档，使用统一的文书格式，必要时会商。",
    ),
    Instrument("定期通报制度", "2019、2020年度报告所载", L.OWN, "定期通报各科室、单位报送和公开信息的情况。"),
    Instrument(
        "考核和责任追究制度",
        "2019、2020年度报告所载",
        L.OWN,
        "信息公开列入各科室、单位的年度考核；该公开不公开、不及时公开的，追究责任。",
    ),
)


def by_level() -> list[tuple[Level, list[Instrument]]]:
    """The instruments under their levels, in the order of the levels."""
    return [(level, [row for row in INSTRUMENTS if row.level is level]) for level in Level]

"""What stands above an information on its page, in this order, and what it must have (law of the catalogue).

Sources: 条例12¶3 asks for 索引、名称、内容概述、生成日期; the rest is the State's catalogue guide of 2009 with what sites of
this province add (公开方式、组配分类、责任科室), and for normative documents 国办公开办函〔2019〕61号.
"""

from dataclasses import dataclass

from liaocheng_gk.labelled import Labelled


class Duty(Labelled):
    MUST = "must", "必须"
    IF_ANY = "if_any", "有则必填"
    MAY = "may", "可以"


@dataclass(frozen=True)
class Element:
    """``normative``: shown for normative documents even when empty, so that its lack is seen."""

    key: str
    label: str
    duty: Duty
    source: str
    normative: bool = False
    wide: bool = False


GUIDE, LAYOUT, LOCAL = "政府信息公开目录编制规范（2009）", "国办公开办函〔2019〕61号", "本省通行"

# fmt: off
ELEMENTS: tuple[Element, ...] = (
    Element("index_number",    "索引号",           Duty.MUST,   "条例第十二条第三款"),
    Element("way",             "公开方式",         Duty.MAY,    LOCAL),
    Element("publisher",       "发布机构",         Duty.MUST,   GUIDE),
    Element("category",        "组配分类",         Duty.MUST,   LOCAL),
    Element("theme",           "主题分类",         Duty.MUST,   GUIDE),
    Element("genre",           "体裁",             Duty.IF_ANY, GUIDE),
    Element("document_number", "文号",             Duty.IF_ANY, GUIDE,  normative=True),
    Element("formed_on",       "成文日期",         Duty.MUST,   "条例第十二条第三款"),
    Element("published_at",    "发布日期",         Duty.MUST,   GUIDE),
    Element("validity",        "有效性",           Duty.IF_ANY, LAYOUT, normative=True),
    Element("in_force_on",     "施行日期",         Duty.IF_ANY, LAYOUT, normative=True),
    Element("expires_on",      "有效期至",         Duty.IF_ANY, LOCAL,  normative=True),
    Element("repealed_on",     "废止（失效）日期", Duty.IF_ANY, LAYOUT, normative=True),
    Element("department",      "公开责任科室",     Duty.MAY,    LOCAL),
    Element("source",          "来源",             Duty.MUST,   "国办发〔2017〕47号"),
    Element("keywords",        "关键词",           Duty.MAY,    GUIDE),
    Element("duty",            "公开依据",         Duty.MAY,    "条例第二十条", wide=True),
    Element("abstract",        "内容概述",         Duty.MUST,   "条例第十二条第三款", wide=True),
)
# fmt: on

NORMATIVE = "20-01"  # of article 20: normative documents are shown in the standard form


class Genre(Labelled):
    """Kinds of official papers (党政机关公文处理工作条例第八条), and what is none."""

    ORDER = "命令", "命令（令）"
    DECISION = "决定", "决定"
    BULLETIN = "公报", "公报"
    PROCLAMATION = "公告", "公告"
    NOTICE_TO_ALL = "通告", "通告"
    OPINION = "意见", "意见"
    NOTICE = "通知", "通知"
    CIRCULAR = "通报", "通报"
    REPORT = "报告", "报告"
    REPLY = "批复", "批复"
    LETTER = "函", "函"
    MINUTES = "纪要", "纪要"
    OTHER = "其他", "其他"


class Theme(Labelled):
    """主题分类: the first level of the State's classification of official papers by subject."""

    GENERAL = "综合政务", "综合政务"
    ECONOMY = "国民经济管理、国有资产监管", "国民经济管理、国有资产监管"
    FINANCE = "财政、金融、审计", "财政、金融、审计"
    LAND = "国土资源、能源", "国土资源、能源"
    FARMING = "农业、林业、水利", "农业、林业、水利"
    INDUSTRY = "工业、交通", "工业、交通"
    TRADE = "商贸、海关、旅游", "商贸、海关、旅游"
    SUPERVISION = "市场监管、安全生产监管", "市场监管、安全生产监管"
    CITIES = "城乡建设、环境保护", "城乡建设、环境保护"
    SCIENCE = "科技、教育", "科技、教育"
    CULTURE = "文化、广电、新闻出版", "文化、广电、新闻出版"
    HEALTH = "卫生、体育", "卫生、体育"
    LABOUR = "劳动、人事、监察", "劳动、人事、监察"
    LEGAL = "公安、安全、司法", "公安、安全、司法"
    CIVIL = "民政、扶贫、救灾", "民政、扶贫、救灾"
    FOREIGN = "对外事务", "对外事务"
    OTHER = "其他", "其他"

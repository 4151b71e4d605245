"""What must be published (条例20) and how a site names its columns (国办发〔2017〕47号)."""

from dataclasses import dataclass

from liaocheng_gk.labelled import Labelled


@dataclass(frozen=True)
class Duty:
    """One of the fifteen kinds of information that article 20 wants published."""

    key: str
    title: str
    belongs: str
    """What of this bureau's papers goes here."""


# fmt: off
DUTIES: tuple[Duty, ...] = (
    Duty("20-01", "行政法规、规章和规范性文件", "本机关制发的行政规范性文件，以及所执行的法规、规章"),
    Duty("20-02", "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名", "主要职能、内设机构、领导分工、联系方式"),
    Duty("20-03", "国民经济和社会发展规划、专项规划、区域规划及相关政策", "商务发展规划、年度计划和配套政策"),
    Duty("20-04", "国民经济和社会发展统计信息", "外贸进出口、利用外资、社会消费品零售总额等数据"),
    Duty("20-05", "行政许可和其他对外管理服务事项", "许可与服务事项的依据、条件、程序和办理结果"),
    Duty("20-06", "行政处罚、行政强制", "处罚与强制的依据、条件、程序，以及有社会影响的处罚决定"),
    Duty("20-07", "财政预算、决算信息", "部门预算、部门决算和“三公”经费"),
    Duty("20-08", "行政事业性收费项目及其依据、标准", "收费项目清单；没有收费的也予说明"),
    Duty("20-09", "政府集中采购项目的目录、标准及实施情况", "采购意向、采购公告和结果"),
    Duty("20-10", "重大建设项目的批准和实施情况", "商贸流通类重大项目的批准和进展"),
    Duty("20-11", "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况", "对外劳务、家政服务等与就业有关的政策和落实情况"),
    Duty("20-12", "突发公共事件的应急预案、预警信息及应对情况", "生活必需品市场供应应急预案和保供情况"),
    Duty("20-13", "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况", "商贸领域安全生产检查情况"),
    Duty("20-14", "公务员招考的职位、名额、报考条件等事项以及录用结果", "招考、招聘公告和结果"),
    Duty("20-15", "法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息", "政策解读、会议解读、建议提案办理等"),
)
# fmt: on

DUTY_BY_KEY = {duty.key: duty for duty in DUTIES}


def duty_choices() -> list[tuple[str, str]]:
    """(key, "第二十条第（一）项 title") for forms and facets."""
    return [
        (duty.key, f"第二十条第（{_NUMERALS[place]}）项　{duty.title}") for place, duty in enumerate(DUTIES)
    ]


_NUMERALS = (
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
)


class ColumnType(Labelled):
    """Values of the ColumnType meta tag."""

    OVERVIEW = "概况信息", "概况信息"
    FUNCTIONS = "机构职能", "机构职能"
    LEADERS = "领导信息", "领导信息"
    NEWS = "工作动态", "工作动态"
    POLICY = "政策文件", "政策文件"
    INTERPRETATION = "政策解读", "政策解读"
    CATALOGUE = "信息公开目录", "信息公开目录"
    NOTICE = "通知公告", "通知公告"

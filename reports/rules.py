"""The catalogue of the checks: rules as rows, and what a finding is. Pure."""

from dataclasses import dataclass

from liaocheng_gk.labelled import Labelled


class Severity(Labelled):
    ERROR = "error", "错误"
    WARNING = "warning", "提醒"
    INFO = "info", "说明"


@dataclass(frozen=True)
class Check:
    rule: str
    severity: Severity
    title: str


@dataclass(frozen=True)
class Finding:
    """``left`` and ``right``: what does not agree, as figures or words; ``place``: where to look.

    ``note_only``: for information, whatever the rule's severity, because the office cannot do anything about it.
    """

    rule: str
    place: str
    left: str
    right: str
    sentence: str
    note_only: bool = False

    @property
    def severity(self) -> Severity:
        return Severity.INFO if self.note_only else CHECK_BY_RULE[self.rule].severity


E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741 -- a legend for the table below
# fmt: off
CHECKS: tuple[Check, ...] = (
    Check("T3-COL",    E, "表三每一列：第一项加第二项等于第三项总计加第四项"),
    Check("T3-SUM",    E, "表三每一列：（七）总计等于（一）至（六）各行之和"),
    Check("T3-ROW",    E, "表三每一行：总计等于自然人与各类法人之和"),
    Check("T3-INT",    E, "表三各格为不小于零的整数，没有空白"),
    Check("T2-INT",    E, "表二各格没有空白，计数为不小于零的整数"),
    Check("T4-SUM",    E, "表四每一组：总计等于维持、纠正、其他、未审结之和"),
    Check("T4-INT",    E, "表四各格为不小于零的整数，没有空白"),
    Check("TABLE",     W, "正文应附表二、表三、表四"),
    Check("X-T3",      E, "表三第二项等于上一年第四项（逐列）"),
    Check("X-T2a",     W, "现行有效件数等于上年现行有效加本年制发减本年废止"),
    Check("X-T2b",     W, "上一年项目数量等于上年报告的项目数量加增减"),
    Check("X-T2c",     I, "2020年对外公开总数量等于2021年现行有效减制发加废止"),
    Check("T2-NONNEG", W, "现行有效不少于本年制发减废止；对外公开总数不少于本年新公开"),
    Check("T2-SEM",    W, "处理决定数量是当年作出的决定，不是上一年项目数量加增减"),
    Check("T2-VALID",  W, "规范性文件的制发、废止、现行有效件数等于目录中的件数"),
    Check("T4-FIRST",  W, "2024年起，对不予公开的答复应先申请行政复议"),
    Check("TXT-N",     W, "正文的数字与表格、与正文其他数字一致"),
    Check("TXT-YR",    W, "标题、统计年度与落款日期相符；落款在次年一月三十一日以前的工作日"),
    Check("TXT-ORG",   W, "机关名称是当年使用的名称；正文没有其他部门的名称"),
    Check("TXT-TEL",   W, "正文的电话、传真是本机关的号码"),
    Check("TXT-LAW",   W, "法规名称写对"),
    Check("TXT-SAME",  W, "存在的问题不照抄上一年"),
    Check("TXT-SESS",  W, "人大、政协会议的届次与上一年不同"),
    Check("FEE",       W, "正文所说的信息处理费等于当年缴清的金额"),
    Check("SYS",       W, "表三、表四各格等于台账推算的数字；台账建立以前的年度只作说明"),
    Check("DIGEST",    E, "各版数字、各部分文字与发布时的摘要一致"),
)
# fmt: on
CHECK_BY_RULE = {check.rule: check for check in CHECKS}

"""Every way an application can end: one row each names the cell of the statutory report, letter, articles, remedy.

Table three of the annual report is a query over these rows (国办公开办函〔2019〕60号 and 〔2021〕30号).
"""

from dataclasses import dataclass

from liaocheng_gk.labelled import Labelled


class Remedy(Labelled):
    """What a person may do against the act (条例51)."""

    NONE = "none", "程序性告知，不单独救济"
    EITHER = "either", "可以复议，也可以直接起诉"
    REVIEW_FIRST = "review_first", "应当先申请行政复议"


class Group(Labelled):
    """The headings of item three of table three."""

    GRANTED = "granted", "（一）予以公开"
    PARTIAL = "partial", "（二）部分公开"
    DENIED = "denied", "（三）不予公开"
    UNABLE = "unable", "（四）无法提供"
    UNPROCESSED = "unprocessed", "（五）不予处理"
    OTHER = "other", "（六）其他处理"


@dataclass(frozen=True)
class Outcome:
    """``row``: key of the report row under 〔2021〕30号; ``row_2019``: under 〔2019〕60号.

    ``letter`` is the code of the letter, ``articles`` what it cites. ``by_reply``: whether the office chooses it
    when it replies, or an act of its own (withdrawal, abandonment, unpaid fee) brings it about.
    """

    code: str
    label: str
    group: Group
    row: str
    articles: tuple[str, ...]
    letter: str
    remedy: Remedy
    row_2019: str = ""
    by_reply: bool = True

    @property
    def report_rows(self) -> tuple[str, str]:
        return self.row_2019 or self.row, self.row


G, R = Group, Remedy
# fmt: off
OUTCOME_ROWS: tuple[Outcome, ...] = (
    Outcome("GRANT_PUBLIC", "已主动公开，告知获取方式和途径", G.GRANTED, "r03", ("第三十六条第（一）项",), "L12", R.EITHER),
    Outcome("GRANT", "予以公开", G.GRANTED, "r03", ("第三十六条第（二）项",), "L13", R.EITHER),
    Outcome("PARTIAL", "部分公开", G.PARTIAL, "r04", ("第三十七条",), "L14", R.EITHER),
    Outcome("DENY_SECRET", "不予公开：属于国家秘密", G.DENIED, "r05", ("第十四条", "第三十六条第（三）项"), "L15", R.REVIEW_FIRST),
    Outcome("DENY_LAW", "不予公开：法律、行政法规禁止公开", G.DENIED, "r06", ("第十四条", "第三十六条第（三）项"), "L15", R.REVIEW_FIRST),
    Outcome("DENY_SAFETY", "不予公开：危及“三安全一稳定”", G.DENIED, "r07", ("第十四条", "第三十六条第（三）项"), "L15", R.REVIEW_FIRST),
    Outcome("DENY_THIRD", "不予公开：保护第三方合法权益", G.DENIED, "r08", ("第十五条", "第三十二条", "第三十六条第（三）项"), "L15", R.REVIEW_FIRST),
    Outcome("DENY_INTERNAL", "不予公开：三类内部事务信息", G.DENIED, "r09", ("第十六条第一款", "第三十六条第（三）项"), "L15", R.REVIEW_FIRST),
    Outcome("DENY_PROCESS", "不予公开：四类过程性信息", G.DENIED, "r10", ("第十六条第二款", "第三十六条第（三）项"), "L15", R.REVIEW_FIRST),
    Outcome("DENY_CASE", "不予公开：行政执法案卷", G.DENIED, "r11", ("第十六条第二款", "第三十六条第（三）项"), "L15", R.REVIEW_FIRST),
    Outcome("DENY_QUERY", "属于行政查询事项，告知依照专门规定办理", G.DENIED, "r12", ("第三十六条第（七）项",), "L19", R.EITHER),
    Outcome("UNABLE_NONE", "经检索，政府信息不存在", G.UNABLE, "r13", ("第三十六条第（四）项",), "L16", R.EITHER),
    Outcome("UNABLE_NOTOURS", "不属于本机关负责公开", G.UNABLE, "r13", ("第十条", "第三十六条第（五）项"), "L17", R.EITHER),
    Outcome("UNABLE_CREATE", "没有现成信息，需要另行制作", G.UNABLE, "r14", ("第三十八条",), "L20", R.EITHER),
    Outcome("UNABLE_UNCLEAR", "补正后申请内容仍不明确", G.UNABLE, "r15", ("第三十条",), "L21", R.EITHER),
    Outcome("NOPROC_PETITION", "不予处理：信访、举报、投诉类申请", G.UNPROCESSED, "r16", ("第三十九条第一款",), "L22", R.EITHER),
    Outcome("NOPROC_REPEAT", "不予重复处理：重复申请", G.UNPROCESSED, "r17", ("第三十六条第（六）项",), "L18", R.EITHER),
    Outcome("NOPROC_PUBLICATION", "不予处理：要求提供公开出版物", G.UNPROCESSED, "r18", ("第三十九条第二款",), "L23", R.EITHER),
    Outcome("NOPROC_EXCESS", "不予处理：无正当理由大量反复申请", G.UNPROCESSED, "r19", ("第三十五条",), "L24", R.EITHER),
    Outcome("NOPROC_CONFIRM", "不予处理：要求确认或重新出具已获取信息", G.UNPROCESSED, "r20", ("第二条",), "L25", R.EITHER),
    Outcome("OTHER_NOSUPPLEMENT", "逾期不补正，不再处理", G.OTHER, "r21", ("第三十条",), "L27", R.EITHER, by_reply=False),
    Outcome("OTHER_NOFEE", "逾期不缴费，不再处理", G.OTHER, "r22", ("第四十二条",), "L27", R.EITHER, row_2019="r21", by_reply=False),
    Outcome("OTHER_WITHDRAWN", "申请人撤回申请", G.OTHER, "r23", (), "L27", R.NONE, row_2019="r21", by_reply=False),
    Outcome("OTHER_MERGED", "并入同一申请人的在办申请", G.OTHER, "r23", (), "L27", R.NONE, row_2019="r21"),
    Outcome("OTHER_NOTINFO", "不属于政府信息", G.OTHER, "r23", ("第二条",), "L29", R.EITHER, row_2019="r21"),
    Outcome("OTHER_MISC", "其他", G.OTHER, "r23", (), "L27", R.EITHER, row_2019="r21"),
)
# fmt: on

OUTCOMES = {outcome.code: outcome for outcome in OUTCOME_ROWS}


def outcomes_by_group(*, by_reply: bool = True) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices for a form, under the report's own headings; with ``by_reply`` only those the office may choose."""
    return [
        (group.label, rows)
        for group in Group
        if (
            rows := [
                (o.code, o.label) for o in OUTCOME_ROWS if o.group is group and (o.by_reply or not by_reply)
            ]
        )
    ]

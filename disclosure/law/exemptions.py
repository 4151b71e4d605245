"""What is not disclosed, and how firmly (条例14-16, 18). Whatever no row names is open (条例13)."""

from dataclasses import dataclass

from liaocheng_gk.labelled import Labelled


class Force(Labelled):
    MUST = "must", "应当不予公开"
    MAY = "may", "可以不予公开"


@dataclass(frozen=True)
class Exemption:
    """``code`` is kept with a refusal; ``belongs`` says in plain words what it covers."""

    code: str
    label: str
    article: str
    force: Force
    belongs: str


@dataclass(frozen=True)
class Ground:
    """The rows of one legal basis as a reader meets them, and ``unless``: when the information is open after all."""

    title: str
    rows: tuple[Exemption, ...]
    unless: str = ""

    @property
    def force(self) -> Force:
        return self.rows[0].force

    @property
    def article(self) -> str:
        return self.rows[0].article


# fmt: off
EXEMPTIONS: tuple[Exemption, ...] = (
    Exemption("14-secret",     "国家秘密",         "第十四条",       Force.MUST, "依照保密法律定为国家秘密的信息"),
    Exemption("14-law",        "法律法规禁止公开", "第十四条",       Force.MUST, "法律或者行政法规写明不得公开的信息"),
    Exemption("14-safety",     "危及安全稳定",     "第十四条",       Force.MUST, "公开后可能危及国家安全、公共安全、经济安全或者社会稳定的信息"),
    Exemption("15",            "他人合法权益",     "第十五条",       Force.MUST, "涉及商业秘密、个人隐私等，公开会损害第三方合法权益的信息"),
    Exemption("16-1-hr",       "人事管理",         "第十六条第一款", Force.MAY,  "机关内部的人事管理事务"),
    Exemption("16-1-logistics", "后勤管理",        "第十六条第一款", Force.MAY,  "机关内部的后勤保障事务"),
    Exemption("16-1-workflow", "内部工作流程",     "第十六条第一款", Force.MAY,  "只在机关内部运转的工作流程"),
    Exemption("16-2-record",   "讨论记录",         "第十六条第二款", Force.MAY,  "作出决定之前的讨论记录"),
    Exemption("16-2-draft",    "过程稿",           "第十六条第二款", Force.MAY,  "定稿之前的文稿"),
    Exemption("16-2-letter",   "磋商信函",         "第十六条第二款", Force.MAY,  "机关之间商量事项的往来信函"),
    Exemption("16-2-request",  "请示报告",         "第十六条第二款", Force.MAY,  "向上级的请示和报告"),
    Exemption("16-2-case",     "行政执法案卷",     "第十六条第二款", Force.MAY,  "办理具体执法案件形成的案卷"),
)
# fmt: on

EXEMPTION_BY_CODE = {row.code: row for row in EXEMPTIONS}


def _rows(prefix: str) -> tuple[Exemption, ...]:
    return tuple(row for row in EXEMPTIONS if row.code.startswith(prefix))


GROUNDS: tuple[Ground, ...] = (
    Ground("国家秘密、法律禁止和安全稳定", _rows("14-")),
    Ground(
        "商业秘密和个人隐私",
        _rows("15"),
        "第三方同意公开的，或者不公开会对公共利益造成重大影响的，予以公开。",
    ),
    Ground("内部事务信息", _rows("16-1-")),
    Ground(
        "过程性信息和行政执法案卷",
        _rows("16-2-"),
        "法律、法规、规章要求公开的，从其规定。",
    ),
)

# 条例18: what was withheld is looked at again from time to time, and opened when the reason has gone.
REASSESSMENT_ARTICLE = "第十八条"

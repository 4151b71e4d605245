"""What looks like another matter in the shape of an application: words, what they may mean, what may be told.

A hint for the desk and never a decision: the same words stand in honest requests for information as well.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Diversion:
    label: str
    words: tuple[str, ...]
    suggestion: str
    article: str


# fmt: off
DIVERSIONS: tuple[Diversion, ...] = (
    Diversion("信访", ("信访", "上访", "诉求", "请求解决", "要求解决", "帮助解决", "反映问题", "反映情况"),
              "以申请公开的形式进行信访的，告知不作为政府信息公开申请处理，可以告知向信访机构提出。", "条例第三十九条第一款"),
    Diversion("投诉", ("投诉", "维权", "退款", "退货", "赔偿", "欺诈消费者"),
              "以申请公开的形式进行投诉的，告知不作为政府信息公开申请处理，可以告知拨打 12315 或者 12345。", "条例第三十九条第一款"),
    Diversion("举报", ("举报", "查处", "要求处罚", "请求处罚", "检举", "控告"),
              "以申请公开的形式进行举报的，告知不作为政府信息公开申请处理，可以告知有权受理举报的机关。", "条例第三十九条第一款"),
    Diversion("咨询", ("咨询", "请问", "怎么办理", "如何办理", "请解释", "请答复为什么", "是否合法", "什么时候能"),
              "第三十九条没有列明咨询；请先与申请人联系，能口头解答的当场解答，仍要求公开文件的照常办理。", "条例第三十九条第一款"),
    Diversion("公开出版物", ("年鉴", "公报", "报刊", "报纸", "期刊", "杂志", "书籍", "出版物"),
              "要求提供公开出版物的，可以告知获取的途径。", "条例第三十九条第二款"),
)
# fmt: on


def diversions_in(text: str) -> list[tuple[Diversion, tuple[str, ...]]]:
    """The rows whose words occur in ``text``, each with the words found, in the table's order."""
    found = ((row, tuple(word for word in row.words if word in text)) for row in DIVERSIONS)
    return [(row, words) for row, words in found if words]

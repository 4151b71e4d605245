"""The figures that a report states in its words: how the bureau's reports put each. Pure."""

import re

from .shapes import Stated

MOST_DIGITS = 15  # what is longer counts nothing

# key, words of what is counted, unit, how the bureau's reports put it
STATED = (
    ("published", "在政府网站主动公开的信息", "条", r"主动公开政府信息(?:总数)?(\d+)条"),
    (
        "website",
        "局网站发布的信息",
        "条",
        r"(?:局网站|官方网站|国际商务网”网站[，,]我局)发布(?:内容|信息)(\d+)条",
    ),
    ("released", "年内发布的各类信息", "条", r"共发布各类信息(\d+)条"),
    ("headlines", "头条号发布的信息", "条", r"头条号发布信息(\d+)条"),
    ("wechat", "政务微信公开的信息", "条", r"政务微信公开政府信息(\d+)条"),
    (
        "received",
        "收到的依申请公开申请",
        "件",
        r"(?:收到(?:和处理)?政府信息公开申请|共收到)(\d+)件|公开工作申请(\d+)次",
    ),
    ("granted", "予以公开的申请", "件", r"予以公开(\d+)件"),
    ("consultations", "接受的咨询", "人次", r"咨询(\d+)人次"),
    ("visits", "现场接待", "人次", r"现场接待(\d+)人次"),
    ("calls", "接听咨询电话", "人次", r"接听咨询电话(\d+)人次"),
    ("online", "接受网上咨询", "次", r"接受网上咨询(\d+)次"),
    ("proposals", "办理的人大代表建议", "件", r"人大(?:代表)?建议(\d+)件"),
    ("motions", "办理的政协提案", "件", r"政协提案(\d+)件"),
)


def stated_in(text: str) -> dict[str, Stated]:
    """The figures that the words state, by key; the first statement of each counts."""
    found = {}
    for key, label, unit, pattern in STATED:
        match = re.search(pattern, text)
        value = next((group for group in match.groups() if group), "") if match else ""
        if 0 < len(value) <= MOST_DIGITS:
            found[key] = Stated(key, label, int(value), unit)
    return found

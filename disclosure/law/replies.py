"""The seven answers an application can get (条例36), in words an applicant understands."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    """``when``: what the office found; ``answer``: what the applicant is then told."""

    number: int
    when: str
    answer: str

    @property
    def article(self) -> str:
        return f"第三十六条第（{'一二三四五六七'[self.number - 1]}）项"


REPLIES: tuple[Reply, ...] = (
    Reply(1, "信息已经主动公开", "告诉您在哪里、怎样查到。"),
    Reply(2, "信息可以公开", "把信息提供给您，或者告诉您取得的方式、途径和时间。"),
    Reply(3, "信息依法不予公开", "告诉您不予公开，并说明理由。"),
    Reply(4, "经过检索没有找到", "告诉您该信息不存在。"),
    Reply(
        5,
        "不由本机关负责公开",
        "告诉您并说明理由；能够确定负责公开的机关的，同时告诉您它的名称和联系方式。",
    ),
    Reply(6, "已经答复过您同样的申请", "告诉您不再重复处理。"),
    Reply(
        7,
        "另有专门查询规定",
        "工商、不动产登记等资料，法律、行政法规对查询有专门规定的，告诉您按照那些规定办理。",
    ),
)

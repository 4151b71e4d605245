"""Generated items for load tests: plausible titles and texts, the same for the same seed. Not for a real office."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from liaocheng_gk.models import Agency, Serial

from .folding import fold
from .law.publication import Status, Validity
from .models import Category, Item
from .search.indexing import rebuild

FIRST_DAY = date(2016, 1, 4)
BATCH = 2000
SUBJECTS = ("外贸", "外资", "电子商务", "对外劳务合作", "家政服务", "汽车流通", "成品油流通", "步行街", "老字号", "展会",
            "跨境电商", "服务贸易", "开发区", "招商引资", "生活必需品保供", "再生资源回收", "直播电商", "县域商业体系")  # fmt: skip
KINDS = (
    "管理办法",
    "实施方案",
    "工作要点",
    "通知",
    "公告",
    "情况说明",
    "政策解读",
    "名单公示",
    "资金分配结果",
    "统计信息",
)
PLACES = ("东昌府区", "临清市", "冠县", "莘县", "阳谷县", "东阿县", "茌平区", "高唐县", "开发区", "高新区")
PHRASES = ("促进高质量发展", "规范市场秩序", "优化营商环境", "支持企业开拓市场", "加强安全生产", "公开办理结果",
           "接受社会监督", "完善公共服务", "落实主体责任", "推动消费升级", "健全工作机制", "严格审核把关")  # fmt: skip


def load_items(count: int, *, seed: int, today: date) -> int:
    """Insert ``count`` published items spread over the years; returns how many.

    Walks past ``publication`` on purpose: a million reviews would say nothing. The index numbers still come from
    the counters, so that publishing goes on behind them.
    """
    random = Random(seed)  # noqa: S311 -- reproducible texts, no secrets
    categories = list(Category.objects.filter(children__isnull=True))
    agency = Agency.objects.current()
    batch = []
    for item in generate(count, random, categories, agency, today):
        batch.append(item)
        if len(batch) == BATCH:
            Item.objects.bulk_create(batch)
            batch = []
    Item.objects.bulk_create(batch)
    rebuild()
    return count


def generate(
    count: int, random: Random, categories: list[Category], agency: Agency, today: date
) -> Iterator[Item]:
    """The items, not saved; the counters of their numbers are, behind the last."""
    span = (today - FIRST_DAY).days
    zone = timezone.get_current_timezone()
    names = {year: agency.name_on(date(year, 12, 31)) for year in range(FIRST_DAY.year, today.year + 1)}
    serials = _Serials(agency.organisation_code)
    for place in range(count):
        formed = FIRST_DAY + timedelta(days=span * place // max(count, 1))
        subject, kind, where = random.choice(SUBJECTS), random.choice(KINDS), random.choice(PLACES)
        title = f"{where}{formed.year}年{subject}{kind}（第{place + 1}号）"
        text = "。".join(
            f"{random.choice(PLACES)}{random.choice(SUBJECTS)}工作{random.choice(PHRASES)}，{random.choice(PHRASES)}"
            for _ in range(random.randint(4, 30))
        )
        number = f"聊商发〔{formed.year}〕{place % 400 + 1}号" if kind == "通知" else ""
        index_number = serials.next(formed.year)
        yield Item(
            index_number=index_number,
            title=title,
            category=random.choice(categories),
            publisher=names[formed.year],
            document_number=number,
            formed_on=formed,
            validity=Validity.NOT_APPLICABLE.value,
            summary=f"{subject}{kind}",
            body=f"<p>{text}。</p>",
            status=Status.PUBLISHED.value,
            awaiting="",
            published_at=datetime.combine(formed, time(9, random.randrange(60)), tzinfo=zone),
            secrecy_reviewer="压测",
            search_text=fold("\n".join(part for part in (title, number, index_number, f"{text}。") if part)),
        )
    serials.save()


class _Serials:
    """The counters of the index numbers, kept in memory and written once at the end."""

    def __init__(self, organisation_code: str) -> None:
        self.code, self.series = organisation_code, f"index-{organisation_code}"
        self.last = dict(Serial.objects.filter(series=self.series).values_list("year", "last"))

    def next(self, year: int) -> str:
        self.last[year] = self.last.get(year, 0) + 1
        return f"{self.code}/{year}-{self.last[year]:05d}"

    def save(self) -> None:
        for year, last in self.last.items():
            Serial.objects.update_or_create(series=self.series, year=year, defaults={"last": last})

"""Generated items for the search benchmark, the same for the same seed: texts of about 290 signs, written straight into the table.

Words come in three frequencies: common (in nearly every text), mid (in 15 of 100), rare (drawn from the texts across
the borders of words, or one of two hundred rare signs in names).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

FIRST_DAY = datetime(2006, 1, 4, 1, tzinfo=UTC)
DAYS = 7_600
COMMON = {"1": ["公", "申"], "2": ["公开", "申请"], "4": ["信息公开", "公开申请"], "8": ["政府信息公开申请"],
          "two": ["信息公开 营商环境", "公开 服务"]}  # fmt: skip
MID = {"1": ["葬", "殡"], "2": ["殡葬", "葬管"], "4": ["殡葬管理", "管理服务价"], "8": ["殡葬管理服务价格"],
       "two": ["殡葬管理 营商环境", "信息公开 殡葬"]}  # fmt: skip
_OPENINGS = (
    "依法办理政府信息公开申请",
    "本机关政府信息公开申请的受理情况如下",
    "按照政府信息公开申请办理规范",
)
_MID = ("规范殡葬管理服务价格行为", "公布殡葬管理服务价格目录")
_TERMS = [
    "营商环境",
    "外贸进出口",
    "利用外资",
    "电子商务",
    "对外劳务",
    "家政服务",
    "汽车流通",
    "成品油市场",
    "步行街改造",
    "老字号传承",
    "展会组织",
    "跨境贸易",
    "服务外包",
    "开发区建设",
    "招商引资",
    "生活必需品",
    "再生资源",
    "直播带货",
    "县域商业",
    "消费促进",
    "冷链物流",
    "会展经济",
    "口岸通关",
    "信用监管",
    "商贸流通",
    "农产品上行",
    "社区便民",
    "餐饮住宿",
    "拍卖典当",
    "散装水泥",
    "药品流通",
    "肉菜追溯",
    "酒类流通",
    "单用途预付卡",
    "安全生产",
    "公平竞争",
]
_ACTS = [
    "稳步推进",
    "全面落实",
    "认真组织",
    "依法查处",
    "分类指导",
    "及时公布",
    "跟踪评估",
    "严格审核",
    "逐项核对",
    "按期完成",
    "集中整治",
    "优先保障",
]
_ENDS = [
    "取得明显成效",
    "群众满意度不断提高",
    "有关情况予以公告",
    "请遵照执行",
    "接受社会监督",
    "建立长效机制",
    "责任落实到人",
    "数据已经核实",
]
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文建国春梅志红海燕光永东云龙成康新利"
RARE_SIGNS = [chr(0x9F00 - 7 * number) for number in range(200)]
_TOWNS = "堂邑梁水闫寺道口铺郑家沙镇侯营朱老庄凤凰北杨集定远寨韩集八甲刘丁马固河崔张炉集斗虎屯"


def sentences(random: Random, count: int) -> list[str]:
    def name() -> str:
        last = random.choice(RARE_SIGNS) if random.random() < 0.02 else random.choice(_GIVEN)
        return random.choice(_SURNAMES) + random.choice(_GIVEN) + last

    def town() -> str:
        return "".join(random.choices(_TOWNS, k=2)) + random.choice("镇乡村")

    def firm() -> str:
        return "".join(random.choices(_GIVEN + _TOWNS, k=3)) + random.choice(
            ("商贸有限公司", "超市", "物流园")
        )

    shapes = (
        lambda: f"{town()}{random.choice(_ACTS)}{random.choice(_TERMS)}工作，{random.choice(_ENDS)}",
        lambda: f"{firm()}在{town()}开展{random.choice(_TERMS)}，负责人{name()}",
        lambda: f"{name()}等{random.randrange(2, 900)}人{random.choice(_ACTS)}{random.choice(_TERMS)}服务",
        lambda: (
            f"{random.randrange(2006, 2027)}年{random.choice(_TERMS)}完成{random.randrange(10, 9999)}件，{random.choice(_ENDS)}"
        ),
    )
    return [random.choice(shapes)() + "。" for _ in range(count)]


def items(count: int, *, seed: int, categories: list[int], first: int = 0) -> Iterator[dict[str, Any]]:
    """``count`` public items behind the first ``first``, in the order of their publication."""
    random = Random(f"{seed} {first}")
    pool = sentences(Random(seed), 120_000)
    departments = ["办公室", "外贸科", "外资科", "商贸科", "电商科", "市场科"]
    for place in range(first, first + count):
        moment = FIRST_DAY + timedelta(seconds=place * DAYS * 86_400 // 1_000_000)
        text = random.choices(pool, k=random.randrange(5, 18))
        if random.random() < 0.95:
            text[0] = random.choice(_OPENINGS) + "。"
        if random.random() < 0.6:
            text[1] = "优化营商环境，提升公共服务。"
        if random.random() < 0.15:
            text[2] = random.choice(_MID) + "。"
        title = f"关于{random.choice(pool)[:14]}的{random.choice(('通知', '公告', '公示', '情况说明'))}"
        if random.random() < 0.1:
            title = f"政府信息公开申请办理情况：{title}"
        index_number = f"113715000046313412/{moment.year}-{place:07d}"
        body = "".join(text)
        yield {
            "title": title,
            "category_id": random.choice(categories),
            "publisher": "聊城市商务局",
            "department": random.choice(departments),
            "formed_on": moment.date(),
            "index_number": index_number,
            "body": f"<p>{body}</p>",
            "status": "published",
            "published_at": moment,
            "updated_at": moment,
            "secrecy_reviewer": "压测",
            "search_text": f"{title}\n{index_number}\n{body}".lower().replace("，", ",").replace("：", ":"),
        }


def write(rows: Iterator[dict[str, Any]]) -> None:
    """Into the table of the items without a word to its triggers; the caller rebuilds the index."""
    from django.db import connection  # noqa: PLC0415 -- needs Django set up

    from disclosure.change_log import ensure_triggers  # noqa: PLC0415
    from disclosure.models import Item  # noqa: PLC0415

    fields = [field for field in Item._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(field.column for field in fields)

    usual = {field.attname: field.get_db_prep_save(field.get_default(), connection) for field in fields}

    def values() -> Iterator[list[Any]]:
        for row in rows:
            if connection.vendor != "postgresql":  # which knows no days and moments
                row |= {name: str(row[name].replace(tzinfo=None)) for name in ("published_at", "updated_at")}
                row["formed_on"] = str(row["formed_on"])
            yield list((usual | row).values())

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE disclosure_item DISABLE TRIGGER USER")
            with cursor.copy(f"COPY disclosure_item ({columns}) FROM STDIN") as copy:
                for row in values():
                    copy.write_row(row)
            cursor.execute("ALTER TABLE disclosure_item ENABLE TRIGGER USER")
            cursor.execute("ANALYZE disclosure_item")
            return
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'disclosure_item'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        marks = ", ".join("?" * len(fields))
        connection.connection.executemany(
            f"INSERT INTO disclosure_item ({columns}) VALUES ({marks})",  # noqa: S608 -- our own names
            values(),
        )
        connection.connection.commit()
        ensure_triggers("default")

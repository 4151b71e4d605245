"""国办公开办函〔2019〕60号: the form of the reports for 2019 and 2020."""

from .form import Block, Column, Form, Row
from .form_2021 import FORM_2021, HEAD_ROWS, RESULTS, TAIL_ROWS

ITEMS = (
    Column("before", "上一年项目数量"),
    Column("change", "本年增/减"),
    Column("decisions", "处理决定数量"),
)

FORM_2019 = Form(
    authority="国办公开办函〔2019〕60号",
    first_year=2019,
    last_year=2020,
    sections=(*FORM_2021.sections[:4], "政府信息公开工作存在的主要问题及改进情况", FORM_2021.sections[5]),
    table_two=(
        Block(
            "第二十条第（一）项",
            (Row("regulations", "规章"), Row("normative", "规范性文件")),
            (
                Column("made", "本年新制作数量"),
                Column("published", "本年新公开数量"),
                Column("public", "对外公开总数量"),
            ),
        ),
        Block(
            "第二十条第（五）项",
            (Row("permits", "行政许可"), Row("services", "其他对外管理服务事项")),
            ITEMS,
        ),
        Block("第二十条第（六）项", (Row("penalties", "行政处罚"), Row("coercion", "行政强制")), ITEMS),
        Block("第二十条第（八）项", (Row("charges", "行政事业性收费"),), ITEMS[:2]),
        Block(
            "第二十条第（九）项",
            (Row("procurement", "政府集中采购"),),
            (
                Column("number", "采购项目数量"),
                Column("amount", "采购总金额（单位：万元）", decimal=True),
            ),
        ),
    ),
    table_three=(*HEAD_ROWS, Row("r21", "（六）其他处理", RESULTS), *TAIL_ROWS),
)

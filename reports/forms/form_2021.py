"""国办公开办函〔2021〕30号: the form of the reports for 2021 and after."""

from .form import Block, Column, Form, Row

RESULTS = "三、本年度办理结果"
DENIED, UNABLE, UNPROCESSED, OTHER = "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"

HEAD_ROWS = (
    Row("r01", "一、本年新收政府信息公开申请数量"),
    Row("r02", "二、上年结转政府信息公开申请数量"),
    Row("r03", "（一）予以公开", RESULTS),
    Row("r04", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", RESULTS),
    Row("r05", "1.属于国家秘密", RESULTS, DENIED),
    Row("r06", "2.其他法律行政法规禁止公开", RESULTS, DENIED),
    Row("r07", "3.危及“三安全一稳定”", RESULTS, DENIED),
    Row("r08", "4.保护第三方合法权益", RESULTS, DENIED),
    Row("r09", "5.属于三类内部事务信息", RESULTS, DENIED),
    Row("r10", "6.属于四类过程性信息", RESULTS, DENIED),
    Row("r11", "7.属于行政执法案卷", RESULTS, DENIED),
    Row("r12", "8.属于行政查询事项", RESULTS, DENIED),
    Row("r13", "1.本机关不掌握相关政府信息", RESULTS, UNABLE),
    Row("r14", "2.没有现成信息需要另行制作", RESULTS, UNABLE),
    Row("r15", "3.补正后申请内容仍不明确", RESULTS, UNABLE),
    Row("r16", "1.信访举报投诉类申请", RESULTS, UNPROCESSED),
    Row("r17", "2.重复申请", RESULTS, UNPROCESSED),
    Row("r18", "3.要求提供公开出版物", RESULTS, UNPROCESSED),
    Row("r19", "4.无正当理由大量反复申请", RESULTS, UNPROCESSED),
    Row("r20", "5.要求行政机关确认或重新出具已获取信息", RESULTS, UNPROCESSED),
)
TAIL_ROWS = (Row("r24", "（七）总计", RESULTS), Row("r25", "四、结转下年度继续办理"))

DECISIONS = (Column("decisions", "本年处理决定数量"),)

FORM_2021 = Form(
    authority="国办公开办函〔2021〕30号",
    first_year=2021,
    last_year=None,
    sections=(
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "政府信息公开行政复议、行政诉讼情况",
        "存在的主要问题及改进情况",
        "其他需要报告的事项",
    ),
    table_two=(
        Block(
            "第二十条第（一）项",
            (Row("regulations", "规章"), Row("normative", "行政规范性文件")),
            (
                Column("made", "本年制发件数"),
                Column("repealed", "本年废止件数"),
                Column("valid", "现行有效件数"),
            ),
        ),
        Block("第二十条第（五）项", (Row("permits", "行政许可"),), DECISIONS),
        Block(
            "第二十条第（六）项",
            (Row("penalties", "行政处罚"), Row("coercion", "行政强制")),
            DECISIONS,
        ),
        Block(
            "第二十条第（八）项",
            (Row("charges", "行政事业性收费"),),
            (Column("amount", "本年收费金额（单位：万元）", decimal=True),),
        ),
    ),
    table_three=(
        *HEAD_ROWS,
        Row("r21", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", RESULTS, OTHER),
        Row(
            "r22", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", RESULTS, OTHER
        ),
        Row("r23", "3.其他", RESULTS, OTHER),
        *TAIL_ROWS,
    ),
)

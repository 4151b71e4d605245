"""What the gate looks for, as a table, and what it found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """``final``: nobody can let it pass, because what cannot be read cannot be answered for."""

    code: str
    title: str
    advice: str
    final: bool = False


# fmt: off
RULES: dict[str, Rule] = {rule.code: rule for rule in (
    Rule("ID", "居民身份证号码", "删去或者隐去其中至少六位数字后再发布。"),
    Rule("CARD", "银行卡号", "删去或者隐去其中至少六位数字后再发布。"),
    Rule("MOBILE", "个人手机号码", "删去；确为对外公布的工作电话，请登记到“本机关”的公开电话中。"),
    Rule("HIDDEN-SHEET", "隐藏的工作表", "取消隐藏、核对后删去，或者只把要公开的表另存为新文件。"),
    Rule("HIDDEN-CELLS", "隐藏的行、列或者单元格", "取消隐藏、核对后删去，再保存。"),
    Rule("HIDDEN-SLIDE", "隐藏的幻灯片或者备注", "删去隐藏的幻灯片和备注，再保存。"),
    Rule("HIDDEN-TEXT", "隐藏的文字", "显示隐藏文字，核对后删去，再保存。"),
    Rule("COMMENT", "批注", "删去全部批注后再保存。"),
    Rule("REVISION", "修订痕迹", "接受或者拒绝全部修订并关闭修订功能，再保存。"),
    Rule("PIVOT", "数据透视表缓存", "透视表带着全部源数据；请把结果复制为数值，另存为新文件。"),
    Rule("EXTERNAL", "指向外部文件的链接或者数据连接", "断开链接后再保存。"),
    Rule("EMBEDDED", "嵌入的文件", "删去嵌入的文件，或者单独作为附件发布。"),
    Rule("AUTHOR", "文档属性中的个人姓名", "在“文件－信息－检查文档”中删除文档属性和个人信息。"),
    Rule("COVERED", "被色块或者图片盖住的文字", "盖住的文字仍可复制。请删去原文，或者打印后扫描成图片。"),
    Rule("OUTSIDE", "页面裁切范围之外的文字", "裁切并不删除内容。请删去原文后重新生成 PDF。"),
    Rule("LAYER", "不显示的图层", "删去不显示的图层后重新生成 PDF。"),
    Rule("OLD-VERSION", "文件中残留的以前版本", "旧版本的文字可以恢复。请另存为新文件。"),
    Rule("UNREADABLE-TEXT", "无法识别的文字", "字体没有文字对照表，系统无法检查。请重新生成 PDF，或者由第二人核对后放行。"),
    Rule("CHANGED", "放行以后被改动的文件", "核对服务器上的文件；撤下这条信息，重新上传并发布。"),
    Rule("EXIF", "图片中的拍摄地点、设备或者作者信息", "重新上传一次，系统会去除这些信息。"),
    Rule("ENCRYPTED", "加密的文件", "去除密码后再上传。", final=True),
    Rule("LEGACY", "无法检查的旧格式", "请另存为 .docx、.xlsx、.pptx 或者 PDF 后重新上传。", final=True),
    Rule("DAMAGED", "打不开的文件", "文件已经损坏，或者内容与扩展名不符。请用原软件另存后重新上传。", final=True),
    Rule("MISSING", "服务器上没有的文件", "请重新上传。", final=True),
    Rule("REFUSED", "不能接收的文件", "请按提示处理后重新上传。", final=True),
    Rule("NESTED", "压缩包里的压缩包", "请先解开，把文件直接作为附件上传。", final=True),
)}
# fmt: on


@dataclass(frozen=True)
class Finding:
    """``excerpt`` never holds a whole number: it is shown, stored and printed."""

    rule: str
    place: str
    excerpt: str = ""

    @property
    def title(self) -> str:
        return RULES[self.rule].title

    @property
    def advice(self) -> str:
        return RULES[self.rule].advice

    @property
    def final(self) -> bool:
        return RULES[self.rule].final

    def within(self, place: str) -> "Finding":
        """The same, found inside something larger."""
        return Finding(self.rule, f"{place}，{self.place}" if self.place else place, self.excerpt)

    def __str__(self) -> str:
        return "：".join(part for part in (self.place, self.title, self.excerpt) if part)

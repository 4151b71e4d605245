"""Items in and out of a spreadsheet: Chinese heads, every fault named by row and column, no change on re-import."""

from django.core.exceptions import PermissionDenied, ValidationError
from import_export import fields, resources
from tablib import Dataset

from disclosure.law.publication import NotAllowed, Status
from disclosure.models import Category, Item
from disclosure.publication import revise
from disclosure.wording import take_words

from .cells import (
    TOO_LONG,
    BodyWidget,
    CategoryWidget,
    DayWidget,
    PlainDiff,
    StatusWidget,
    TextWidget,
    ValidityWidget,
)

# The columns of the template. A file must have them all, so that a misspelt head is never taken for an empty column.
TEMPLATE_COLUMNS = (
    *("索引号", "标题", "分类", "文号", "成文日期", "发布机构"),
    *("有效性", "公开责任科室", "内容概述", "正文"),
)


def _text(attribute: str, column: str, **kwargs) -> fields.Field:
    return fields.Field(attribute, column, widget=TextWidget(), **kwargs)


class ItemResource(resources.ModelResource):
    """Rows with 编号 or 索引号 change that item, the others become drafts. Nothing is published by a file."""

    id = _text("id", "编号", readonly=True)
    index_number = _text("index_number", "索引号", readonly=True)
    title = _text("title", "标题")
    category = fields.Field("category", "分类", widget=CategoryWidget())
    document_number = _text("document_number", "文号")
    formed_on = fields.Field("formed_on", "成文日期", widget=DayWidget())
    publisher = _text("publisher", "发布机构")
    validity = fields.Field("validity", "有效性", widget=ValidityWidget())
    repealed_on = fields.Field("repealed_on", "废止（失效）日期", widget=DayWidget())
    department = _text("department", "公开责任科室")
    source = _text("source", "来源")
    keywords = _text("keywords", "关键词")
    summary = _text("summary", "内容概述")
    body = fields.Field("body", "正文", widget=BodyWidget())
    status = fields.Field("status", "状态", widget=StatusWidget(), readonly=True)

    class Meta:
        model = Item
        name = "信息条目"
        import_id_fields: list[str] = []
        fields = (
            *(
                "id",
                "index_number",
                "title",
                "category",
                "document_number",
                "formed_on",
                "publisher",
                "validity",
            ),
            *("repealed_on", "department", "source", "keywords", "summary", "body", "status"),
        )
        skip_unchanged = True
        report_skipped = True

    @classmethod
    def get_diff_class(cls) -> type[PlainDiff]:
        return PlainDiff

    def get_queryset(self):
        return Item.objects.select_related("category").order_by("pk")

    def before_import(self, dataset: Dataset, **kwargs) -> None:
        """Refuse a file that lacks columns before any row is read.

        Raises:
            ValidationError: names the missing columns and where the template is.
        """
        heads = [str(head or "").strip() for head in dataset.headers or ()]
        missing = [column for column in TEMPLATE_COLUMNS if column not in heads]
        if missing:
            dataset.wipe()
            named = "、".join(f"“{column}”" for column in missing)
            raise ValidationError(
                f"表格缺少{named}列，一行也没有导入。请下载本页的导入模板，保留第一行的列名，把内容填好后重新上传。"
            )
        if faults := self._stray_heads(heads, dataset):
            dataset.wipe()
            raise ValidationError(faults)
        dataset.headers = heads
        self.user = kwargs["user"]
        self.seen: dict[str, int] = {}
        self.fields["category"].widget.by_title = {row.title: row for row in Category.objects.all()}

    def _stray_heads(self, heads: list[str], dataset: Dataset) -> list[str]:
        """Columns whose content would be lost without a word: of no name, of a name unknown, or of one given twice."""
        known = {field.column_name for field in self.fields.values()}
        faults = [
            f"表格有两个“{head}”列，一行也没有导入。请只保留一个。" for head in known if heads.count(head) > 1
        ]
        for place, head in enumerate(heads):
            if head not in known and any(str(cell or "").strip() for cell in dataset.get_col(place)):
                named = f"“{head}”列" if head else f"第 {place + 1} 列（没有列名）"
                faults.append(f"表格的{named}不在模板中，一行也没有导入。请改正列名，或者删去这一列。")
        return faults

    def get_or_init_instance(self, instance_loader, row) -> tuple[Item, bool]:
        """The item a row speaks of.

        Raises:
            ValidationError: a number that is unknown, contradicts the other, or stood in an earlier row.
        """
        text = TextWidget().clean
        pk, number = text(row.get("编号")), text(row.get("索引号"))
        if not pk and not number:
            return Item(), True
        found = self._found(pk, number)
        if found is None:
            raise ValidationError(
                f"没有编号“{pk}”的信息。新增信息请把编号留空。"
                if pk
                else f"没有索引号为“{number}”的信息。索引号在发布时由系统生成，新增信息请留空。"
            )
        if pk and number != (found.index_number or ""):
            raise ValidationError(
                f"编号“{pk}”的索引号是“{found.index_number or '（无）'}”，与表格中的“{number}”不一致。"
            )
        key = str(found.pk)
        if key in self.seen:
            raise ValidationError(
                f"与第 {self.seen[key]} 行是同一条信息（{number or '编号' + pk}），请只保留一行。"
            )
        self.seen[key] = self.row_number
        return found, False

    def _found(self, pk: str, number: str) -> Item | None:
        if pk:
            return self.get_queryset().filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
        return self.get_queryset().filter(index_number=number).first()

    def before_import_row(self, row, row_number: int = 0, **kwargs) -> None:
        self.row_number = row_number + 1  # as the spreadsheet counts, the heads being row 1

    def import_field(self, field, instance, row, is_m2m=False, **kwargs) -> None:
        """A public item keeps its publisher, and a body that did not fit into the cell is kept as well."""
        text = str(row.get(field.column_name) or "").strip()
        if field.column_name == "正文" and text == TOO_LONG:
            return
        if field.column_name == "发布机构" and not text and instance.status != Status.DRAFT:
            return
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True) -> None:
        """Every fault of a row in one list, each with the head of its column.

        Raises:
            ValidationError: the faults, in Chinese.
        """
        faults = ValidationError(dict(import_validation_errors or {})).error_dict
        try:
            instance.full_clean(exclude=faults.keys(), validate_unique=False)
        except ValidationError as error:
            faults = error.update_error_dict(faults)
        messages = [
            f"{self._head(name)}{message}"
            for name, errors in faults.items()
            for message in ValidationError(errors).messages
        ]
        if not messages and instance.pk is None and (twin := self._twin(instance)):
            messages = [
                f"已有标题、文号和成文日期都相同的信息（编号 {twin}）；如要修改它，请在“编号”列填 {twin}。"
            ]
        if messages:
            raise ValidationError(messages)

    def _head(self, name: str) -> str:
        return f"{self.fields[name].column_name}：" if name in self.fields else ""

    def _twin(self, item: Item) -> int | None:
        same = {"title": item.title, "document_number": item.document_number, "formed_on": item.formed_on}
        return Item.objects.filter(**same).values_list("pk", flat=True).first()

    def do_instance_save(self, instance: Item, is_create: bool) -> None:
        try:
            revise(instance, by=self.user)
            take_words(instance, instance.pending or {})  # the preview shows what was asked for
        except (NotAllowed, PermissionDenied) as error:
            raise ValidationError(str(error)) from error


def template_dataset() -> Dataset:
    """The import template: its heads and one row to overwrite."""
    dataset = Dataset(headers=TEMPLATE_COLUMNS, title="导入模板")
    dataset.append(
        (
            *("", "关于……的通知（示例行，请改写或删除）", "政策文件", "聊商字〔2026〕1号", "2026-01-31", ""),
            *("有效", "办公室", "一两句话说明内容", "正文，可以分段"),
        )
    )
    return dataset

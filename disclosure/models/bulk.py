"""A spreadsheet on its way into the catalogue: its rows wait here, read and checked, until all are taken in one act."""

from datetime import date, timedelta

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils import timezone

from liaocheng_gk.labelled import Labelled

SILENT = timedelta(seconds=20)
ONE_ROW = timedelta(milliseconds=2)  # of the one transaction that takes all of them in, on a slow machine


class BulkStage(Labelled):
    READING = "reading", "正在核对表格"
    FILES = "files", "正在检查附件"
    COMPARING = "comparing", "正在查找重复"
    READY = "ready", "待确认"
    TAKING = "taking", "已确认，正在写入目录"
    REFUSED = "refused", "不能导入"
    DONE = "done", "已导入"


RUNNING = (BulkStage.READING, BulkStage.FILES, BulkStage.COMPARING, BulkStage.TAKING)
CONFIRMED = (BulkStage.TAKING, BulkStage.DONE)


class RowState(Labelled):
    NEW = "new", "新增"
    CHANGED = "changed", "更新"
    SAME = "same", "未变"
    ERROR = "error", "有问题"


def _private():
    return storages["private"]


class BulkImport(models.Model):
    """One upload. While it is read, ``read`` says how far; nothing of it is in the catalogue before ``DONE``.

    ``fault``: why it cannot be taken, or, where it waits for its uploader again, why the last try came to nothing.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("上传时间")
    name = models.CharField("文件名", max_length=200)
    file = models.FileField("表格", storage=_private, upload_to="bulk/", blank=True)
    digest = models.CharField("文件指纹", max_length=64)
    zip_name = models.CharField("压缩包名", max_length=200, blank=True)
    zip_file = models.FileField("附件压缩包", storage=_private, upload_to="bulk/", blank=True)
    stage = models.CharField(
        "进展", max_length=10, choices=BulkStage.choices(), default=BulkStage.READING.value
    )
    heads = models.JSONField("列名", default=list, blank=True)
    total = models.PositiveIntegerField("行数", default=0, help_text="表格最后一行的行号。")
    read = models.PositiveIntegerField("已读到第几行", default=0)
    files_total = models.PositiveIntegerField("压缩包内文件数", default=0)
    files_read = models.PositiveIntegerField("已检查文件数", default=0)
    fault = models.TextField("不能导入的原因", blank=True)
    counts = models.JSONField("结果", default=dict, blank=True)
    moved_at = models.DateTimeField("最近推进", default=timezone.now)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    finished_at = models.DateTimeField("导入时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量导入"
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def running(self) -> bool:
        return self.stage in RUNNING

    @property
    def stalled(self) -> bool:
        """Whether whoever worked on it has most likely been ended; to go on twice does no harm."""
        patience = SILENT + (self.total * ONE_ROW if self.stage == BulkStage.TAKING else timedelta())
        return self.running and self.moved_at < timezone.now() - patience

    @property
    def seconds_at_it(self) -> int:
        """Since the work in hand began."""
        return max(0, int((timezone.now() - self.moved_at).total_seconds()))

    @property
    def kept_until(self) -> date | None:
        """The last day on which it is kept if nobody confirms it; none for what was confirmed."""
        if self.stage in CONFIRMED:
            return None
        return timezone.localdate(self.at) + timedelta(days=settings.GK_BULK_UPLOAD_DAYS)


class BulkRow(models.Model):
    """A row as it will be taken: for a new item and for a changed one, the words it shall have.

    ``item``: the item it speaks of; a new one gets its number when the file is taken. ``seen``: when that item had last
    changed as the row was checked; if it has changed since, the file is checked anew.
    """

    bulk = models.ForeignKey(BulkImport, models.CASCADE, related_name="rows", verbose_name="批量导入")
    number = models.PositiveIntegerField("第几行")
    state = models.CharField("处理", max_length=8, choices=RowState.choices())
    item = models.BigIntegerField("信息条目", null=True)
    seen = models.DateTimeField("核对时的最后更新", null=True)
    faults = models.TextField("问题", blank=True)
    changes = models.JSONField("改动", null=True)
    files = models.JSONField("附件", null=True, help_text="“附件”列里写的文件名。")

    title = models.TextField("标题", blank=True)
    category = models.BigIntegerField("分类", null=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    formed_on = models.DateField("成文日期", null=True)
    publisher = models.CharField("发布机构", max_length=60, blank=True)
    validity = models.CharField("有效性", max_length=20, blank=True)
    repealed_on = models.DateField("废止（失效）日期", null=True)
    department = models.CharField("公开责任科室", max_length=40, blank=True)
    source = models.CharField("来源", max_length=60, blank=True)
    keywords = models.CharField("关键词", max_length=100, blank=True)
    summary = models.CharField("内容概述", max_length=500, blank=True)
    body = models.TextField("正文", blank=True)
    search_text = models.TextField("检索文本", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量导入的行"
        ordering = ["number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["bulk", "number"], name="bulk_row_once")]
        indexes = [models.Index(fields=["bulk", "state", "number"], name="bulk_row_state")]

    def __str__(self) -> str:
        return f"第 {self.number} 行"


class BulkFile(models.Model):
    """An entry of the zip: matched to a row or an item, checked, and kept under the name it will have.

    ``stored`` is written down before the file itself, so that one that was cut off is found and done again.
    """

    bulk = models.ForeignKey(BulkImport, models.CASCADE, related_name="files", verbose_name="批量导入")
    number = models.PositiveIntegerField("第几个")
    path = models.CharField("压缩包内的名称", max_length=300)
    row = models.PositiveIntegerField("第几行", null=True)
    item = models.BigIntegerField("信息条目", null=True)
    fault = models.TextField("问题", blank=True)
    findings = models.TextField("发布检查", blank=True)
    stored = models.CharField("存放名", max_length=100, blank=True)
    whole = models.BooleanField("已存好", default=False)
    name = models.CharField("附件名称", max_length=200, blank=True)
    size = models.PositiveBigIntegerField("字节数", default=0)
    text = models.TextField("文字", blank=True)
    text_fault = models.CharField("读取情况", max_length=100, blank=True)

    public_file = "stored"  # no sweep may take it (liaocheng_gk/orphans.py)

    class Meta:
        verbose_name = verbose_name_plural = "批量导入的附件"
        ordering = ["number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["bulk", "number"], name="bulk_file_once")]

    def __str__(self) -> str:
        return self.path

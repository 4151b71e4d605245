// The text editor of a package speaks English; here are our words for what stands on its buttons and in its dialogs.
"use strict";

const WORDS = new Map([
  ["paragraph", "段落样式"], ["Paragraph", "正文"], ["Heading 2", "二级标题"], ["Heading 3", "三级标题"],
  ["Heading 4", "四级标题"], ["Block style", "段落样式"], ["unordered list", "项目符号"], ["ordered list", "编号"],
  ["List properties", "编号设置"], ["blockquote", "引用"], ["horizontal rule", "分隔线"], ["bold", "加粗"],
  ["italic", "斜体"], ["underline", "下划线"], ["insert link", "插入链接"], ["remove link", "去掉链接"],
  ["Insert table", "插入表格"], ["Insert Table", "插入表格"], ["Table Properties", "表格"], ["Rows", "行数"],
  ["Columns", "列数"], ["Include header row", "第一行为表头"], ["Add column", "增加一列"],
  ["Delete column", "删除一列"], ["Add row", "增加一行"], ["Delete row", "删除一行"], ["Merge cells", "合并单元格"],
  ["Split cell", "拆分单元格"], ["Toggle header cell", "设为表头"], ["Delete table", "删除表格"], ["undo", "撤销"],
  ["redo", "重做"], ["Edit Link", "链接"], ["URL", "网址"], ["Title", "标题"],
  ["Open in new window", "在新窗口打开"], ["Yes", "是"], ["No", "否"], ["Update", "确定"], ["Insert", "插入"], ["Cancel", "取消"],
  ["Start at", "起始编号"], ["List type", "编号样式"], ["Decimal numbers", "1、2、3"],
  ["Lowercase letters", "小写字母"], ["Uppercase letters", "大写字母"], ["Lowercase Roman numerals", "小写罗马数字"],
  ["Uppercase Roman numerals", "大写罗马数字"], ["Bullets", "圆点"],
]);

function speak() {
  for (const part of document.querySelectorAll(".prose-menubar, .prose-editor-dialog")) {
    for (const item of part.querySelectorAll("[title]")) {
      if (WORDS.has(item.title)) item.title = WORDS.get(item.title);
      if (!item.ariaLabel) item.ariaLabel = item.title;
    }
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const words = WORDS.get(texts.currentNode.data.trim());
      // The names of icons are words too: those of the icon font stay.
      if (words && !texts.currentNode.parentElement.closest(".material-icons")) texts.currentNode.data = words;
    }
  }
}

speak();
new MutationObserver(speak).observe(document.body, { childList: true, subtree: true });

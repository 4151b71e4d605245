// Names for what packages leave nameless to screen readers in the office: fields in tables of rows take the head of
// their column, select boxes with search and the text editor take their label. Nothing else is changed.
"use strict";

function nameCells(table) {
  const heads = [...table.querySelectorAll("thead th")];
  for (const head of heads) {
    if (!head.textContent.trim()) {
      const words = document.createElement("span");
      words.className = "visually-hidden";
      words.textContent = head.classList.contains("original") ? "条目" : "操作";
      head.append(words);
    }
  }
  for (const field of table.querySelectorAll("tbody td :is(input:not([type=hidden]), select, textarea)")) {
    const cell = field.closest("td");
    const head = heads[[...cell.parentElement.children].indexOf(cell)];
    const label = field.id && document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    if (!label && !field.ariaLabel) field.ariaLabel = cell.dataset.label || (head ? head.textContent.trim() : "内容");
  }
}

function labelOf(id) {
  const label = id && document.querySelector(`label[for="${CSS.escape(id)}"]`);
  return label ? label.textContent.trim().replace(/[:：]$/, "") : "内容";
}

function nameAll() {
  document.querySelectorAll(".inline-related table, .tabular table").forEach(nameCells);
  for (const box of document.querySelectorAll(".select2-selection")) {
    const select = box.closest(".select2").previousElementSibling;
    box.removeAttribute("aria-labelledby");
    box.ariaLabel = `${labelOf(select.id)}：${box.textContent.trim() || "未选择"}`;
    const shown = box.querySelector(".select2-selection__rendered");
    if (shown && shown.getAttribute("role") === "textbox") shown.ariaLabel = labelOf(select.id);
  }
  for (const editor of document.querySelectorAll(".tiptap[contenteditable]")) {
    const field = editor.closest(".form-row, .prose-editor")?.parentElement.querySelector("textarea");
    if (!editor.ariaLabel) editor.ariaLabel = labelOf(field && field.id);
  }
}

let waiting = 0;
function later() {
  clearTimeout(waiting);
  waiting = setTimeout(nameAll, 30);
}
nameAll();
new MutationObserver(later).observe(document.body, { childList: true, subtree: true });

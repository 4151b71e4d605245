"""Paper out of HTML: the Chinese font is looked for once, and its absence is never remembered."""

import shutil
import subprocess
from io import BytesIO

import pikepdf
import pytest

import liaocheng_gk.pdf
from liaocheng_gk.pdf import FONT, PdfUnavailable, has_font, pdf_of
from liaocheng_gk.templatetags.site import qr

PAGE = "<p>聊城市商务局</p>"


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """The fonts asked of fontconfig from here on, with nothing found so far."""
    names: list[str] = []
    real = subprocess.run

    def counted(command, **options):
        names.append(command[1])
        return real(command, **options)

    monkeypatch.setattr(liaocheng_gk.pdf, "_found", set())
    monkeypatch.setattr(subprocess, "run", counted)
    return names


def test_a_font_that_was_found_is_not_looked_for_again(asked):
    assert [pdf_of(PAGE, ())[:5] for _ in range(3)] == [b"%PDF-"] * 3
    assert asked == [FONT]


def test_a_font_that_is_missing_is_looked_for_each_time_and_refused_in_words(asked, monkeypatch):
    monkeypatch.setattr(liaocheng_gk.pdf, "FONT", "No Such Font At All")
    for _ in range(2):
        with pytest.raises(PdfUnavailable, match="No Such Font At All”，请安装：fonts-noto-cjk"):
            pdf_of(PAGE, ())
    assert asked == ["No Such Font At All"] * 2


def test_the_code_of_a_page_is_on_its_paper_and_nothing_is_fetched():
    strokes = []
    for image in (qr("https://example.gov.cn/reports/2023/"), '<img src="https://example.org/">'):
        with pikepdf.open(BytesIO(pdf_of(PAGE + image, ()))) as paper:
            page = paper.pages[0]
            contents = [page, *page.resources.get("/XObject", {}).values()]
            found = [step for content in contents for step in pikepdf.parse_content_stream(content)]
            strokes.append(sum(str(step.operator) == "l" for step in found))
    assert strokes[0] > 200  # a stroke for each run of dark modules
    assert strokes[1] == 0


def test_without_fontconfig_no_font_is_known(asked, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert has_font(FONT) is False
    assert asked == []

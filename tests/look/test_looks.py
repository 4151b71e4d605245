"""What a reader chose and what the bureau set decide how every page looks; the screen of a reading point besides."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from applications.models import Draft
from liaocheng_gk.models import Agency
from liaocheng_gk.terminal import inside_only

OUT = "https://www.liaocheng.gov.cn/"


def root(client, url="/no-such-page/") -> str:
    html = client.get(url).content.decode()
    return html[html.index("<html") : html.index(">", html.index("<html"))]


def test_contrast_is_remembered_beside_the_type_and_taken_back(bureau, client):
    client.post("/display/", {"type": "large"})
    response = client.post("/display/", {"contrast": "high", "next": "/guide/"})
    assert list(response.cookies) == ["gk_contrast"]
    assert response.cookies["gk_contrast"]["max-age"] == 365 * 24 * 60 * 60
    assert root(client) == '<html lang="zh-CN" class="contrast-high type-large"'
    client.post("/display/", {"contrast": "normal"})
    assert root(client) == '<html lang="zh-CN" class="type-large"'


def test_the_switches_stand_on_every_page_and_need_no_script(bureau, client):
    html = client.get("/guide/").content.decode()
    assert 'name="type" value="large"' in html
    assert 'name="contrast" value="high"' in html
    assert "<script" not in html


@pytest.mark.parametrize(
    ("first", "last", "grey"),
    [(0, 0, True), (-3, 3, True), (1, 2, False), (-2, -1, False)],
    ids=["today", "around", "tomorrow", "over"],
)
def test_the_site_is_grey_on_the_days_set_and_on_no_other(bureau, client, first, last, grey):
    today = timezone.localdate()
    Agency.objects.update(grey_from=today + timedelta(days=first), grey_until=today + timedelta(days=last))
    assert ("grey" in root(client)) is grey
    assert ("grey" in root(client, "/guide/")) is grey


@pytest.mark.parametrize("days", [(date(2026, 12, 13), None), (date(2026, 12, 13), date(2026, 12, 12))])
def test_half_a_grey_range_is_refused(bureau, days):
    bureau.grey_from, bureau.grey_until = days
    with pytest.raises(ValidationError, match="灰色显示"):
        bureau.full_clean()


def test_kept_pages_differ_by_contrast_and_terminal(bureau):
    plain, high, terminal = Client(), Client(), Client()
    high.post("/display/", {"contrast": "high"})
    terminal.post("/display/", {"terminal": "on"})
    for _ in range(2):
        assert "contrast-high" in root(high, "/guide/")
        assert "terminal" in root(terminal, "/guide/")
        assert root(plain, "/guide/") == '<html lang="zh-CN"'


@pytest.fixture
def screen(bureau, client) -> Client:
    client.post("/display/", {"terminal": "on"})
    return client


def test_a_terminal_has_large_type_and_no_way_out(screen):
    html = screen.get("/guide/").content.decode()
    assert 'class="terminal type-large"' in html
    assert "https://" not in html.split("<body>")[1].replace("https://www.w3.org", "").split("<main")[0]
    assert "mailto:" not in html
    assert "市政府网站" in html
    assert (
        OUT in Client().get("/guide/").content.decode()
        or "mailto:" in Client().get("/guide/").content.decode()
    )


@pytest.mark.parametrize(
    ("link", "left"),
    [
        (f'<a class="x" href="{OUT}" rel="noopener">市政府<b>网站</b></a>', "市政府<b>网站</b>"),
        ('<a href="mailto:a@b.cn">a@b.cn</a>', "a@b.cn"),
        ('<a href="//elsewhere.example/">外</a>', "外"),
        ('<a href="/guide/">指南</a>', '<a href="/guide/">指南</a>'),
        ('<a href="https://gk.example/x">内</a>', '<a href="https://gk.example/x">内</a>'),
    ],
)
def test_only_links_out_lose_their_address(link, left):
    assert inside_only(f"<p>{link}</p>", "gk.example") == f"<p>{left}</p>"


def test_a_terminal_left_alone_asks_and_then_goes_home(screen):
    html = screen.get("/guide/").content.decode()
    assert '<meta http-equiv="refresh" content="180;url=/apply/terminal/waiting/?back=%2Fguide%2F">' in html
    assert 'http-equiv="refresh" content="1200;' in screen.get("/apply/").content.decode()
    asked = screen.get("/apply/terminal/waiting/", {"back": "/guide/"}).content.decode()
    assert asked.count("http-equiv") == 1
    assert 'content="60;url=/apply/terminal/leave/"' in asked
    assert 'href="/guide/">继续查阅' in asked
    assert "refresh" not in Client().get("/guide/").content.decode()


def test_the_question_leads_nowhere_else(screen):
    asked = screen.get("/apply/terminal/waiting/", {"back": "https://elsewhere.example/"}).content.decode()
    assert 'href="/">继续查阅' in asked
    assert 'href="https://elsewhere' not in asked


def test_leaving_a_terminal_forgets_the_reader(screen, bureau):
    screen.post("/apply/", {"step": "save", "name": "张三丰", "submission_key": "x"})
    session = screen.session
    session["looked_up"] = "case"
    session.save()
    assert Draft.objects.count() == 1
    response = screen.get("/apply/terminal/leave/")
    assert (response.status_code, response["Location"], Draft.objects.count()) == (302, "/", 0)
    assert "looked_up" not in screen.session
    assert "张三丰" not in screen.get("/apply/").content.decode()


def test_leaving_elsewhere_forgets_nothing(bureau, client):
    client.post("/apply/", {"step": "save", "name": "张三丰", "submission_key": "x"})
    client.get("/apply/terminal/leave/")
    assert Draft.objects.count() == 1
    assert "张三丰" in client.get("/apply/").content.decode()


def test_the_office_makes_a_terminal_and_takes_it_back(bureau, client):
    assert "不是查阅点终端" in client.get("/apply/terminal/").content.decode()
    client.post("/display/", {"terminal": "on"})
    assert 'value="off">不再作为查阅点终端' in client.get("/apply/terminal/").content.decode()
    client.post("/display/", {"terminal": "off"})
    assert root(client) == '<html lang="zh-CN"'


SCHEMES = {"light": ":root {", "dark": ":root:not([data-theme", "high contrast": ":root.contrast-high"}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_edges_of_fields_and_the_focus_stand_out_in_every_scheme(settings, scheme):
    """WCAG 2.2 1.4.11: what tells a field or the focus from the ground has 3:1 at least; axe does not measure it."""
    sheet = (settings.BASE_DIR / "static/css/tokens.css").read_text("utf-8")
    block = sheet[sheet.index(SCHEMES[scheme]) :]
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block[: block.index("}")]))
    for ground in ("ground", "ground-soft"):
        for edge in ("line-strong", "accent", "warn", "bad", "good"):
            assert contrast(tokens[edge], tokens[ground]) >= 3, (edge, ground)

"""The office's pages speak Chinese: one page of every view is read, and no English word may stand in it."""

import html
import re
from urllib.parse import urljoin

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client
from django.urls import resolve

from applications.letter_check import SAMPLE
from disclosure.models import Category
from liaocheng_gk.authenticator import Authenticator
from liaocheng_gk.people import permission_in_words

# Formats, codes and names that have no Chinese form, and the names of keys.
ALLOWED = {
    *(
        "PDF",
        "OFD",
        "Word",
        "Excel",
        "docx",
        "doc",
        "xlsx",
        "xls",
        "csv",
        "CSV",
        "json",
        "JSON",
        "HTML",
        "html",
        "zip",
        "dps",
        "UTF",
    ),
    *("pdf", "ofd", "ppt", "pptx", "wps", "ceb", "SHA", "SYS", "TXT", "VALID", "DEMO"),
    # Codes by which figures of reports are sorted; the page says each in Chinese beside it.
    *("published", "website", "received", "motions", "proposals"),
    *("JPG", "PNG", "jpg", "jpeg", "png", "txt", "Control", "Mac", "Command", "YSQ", "ICP"),
}
ADDRESS = re.compile(
    r"(?:https?://|otpauth://|www\.)\S+|\S+@\S+|[\w/-]+(?:\.[\w-]+)+|\b[0-9A-Fa-f]{16,}\b|/\w+/[\w/-]*|\b\w+=\S+|\b[a-z]+_\w+|\w+\*+"
)
CODE = re.compile(r"<(script|style|svg|head|code|textarea|kbd)\b.*?</\1>", re.DOTALL)
SPOKEN = re.compile(r'(?:title|placeholder|aria-label|alt)="([^"]*)"')
BUTTON = re.compile(r'<input[^>]*type="(?:submit|button|reset)"[^>]*value="([^"]*)"')
WORD = re.compile(r"[A-Za-z]{3,}")
NOT_PAGES = ("/logout/", "/jsi18n/", "/autocomplete/")


@pytest.fixture
def office(db, settings) -> Client:
    """Everything the demonstration holds, seen by one who may do all."""
    settings.GK_DEMO = True
    call_command("load_bureau", verbosity=0)
    call_command("load_demo", verbosity=0)
    user = User.objects.get(username="admin")
    Authenticator.objects.create(user=user, name="手机")
    client = Client()
    client.force_login(user)
    return client


HIDDEN = re.compile(r'<input type="hidden"[^>]*>')


def english(page: str, names: set[str]) -> set[str]:
    page = HIDDEN.sub("", page)
    said = [*SPOKEN.findall(page), *BUTTON.findall(page), re.sub(r"<[^>]+>", " ", CODE.sub(" ", page))]
    text = ADDRESS.sub(" ", html.unescape(" ".join(said)))
    return set(WORD.findall(text)) - ALLOWED - names


def pages_of(client: Client) -> dict[str, str]:
    """One page of every view that the office's pages lead to: route -> text."""
    seen, waiting = {}, ["/admin/"]
    while waiting:
        url = waiting.pop(0)
        route = resolve(url.split("?")[0]).route
        if route in seen:
            continue
        response = client.get(url)
        content = (
            response.getvalue()
        )  # to the end: closed by hand, it would close PostgreSQL's connection, too
        seen[route] = ""
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            seen[route] = content.decode()
            links = (urljoin(url, html.unescape(link)) for link in re.findall(r'href="([^"#]+)', seen[route]))
            waiting += [
                link
                for link in links
                if link.startswith("/admin/") and not any(part in link for part in NOT_PAGES)
            ]
    return {route: page for route, page in seen.items() if page}


def test_no_page_of_the_office_speaks_english(office):
    pages = pages_of(office)
    assert len(pages) >= 60
    names = {word for name in SAMPLE for word in WORD.findall(name)}
    names |= {word for category in Category.objects.all() for word in WORD.findall(category.slug)}
    names |= {word for user in User.objects.all() for word in WORD.findall(user.username)}
    found = {route: words for route, page in pages.items() if (words := english(page, names))}
    assert found == {}, "\n".join(f"{route}: {sorted(words)}" for route, words in found.items())


def test_the_check_sees_english_in_text_buttons_and_titles():
    page = '<p>散列 ab12ddec**** retire_items</p><p title="Close it">保存</p><input type="submit" value="Save"><code>x_y_name</code> PDF a@b.cn'
    assert english(page, set()) == {"Close", "Save"}


@pytest.mark.parametrize("page", ["/admin/login/", "/admin/logout/"])
def test_coming_and_going_is_chinese_too(bureau, client, page):
    assert english(client.get(page, follow=True).content.decode(), set()) == set()


def test_rights_are_told_in_words(bureau):
    rights = Permission.objects.filter(content_type__app_label="reports").select_related("content_type")
    shown = [permission_in_words(right) for right in rights]
    assert [words for words in shown if words.endswith("：修改年度报告")] != []
    assert [words for words in shown if "Can " in words] == []


def test_a_group_is_deleted_without_words_of_the_database(office):
    group = Group.objects.create(name="临时岗位")
    User.objects.get(username="admin").groups.add(group)
    page = office.get(f"/admin/auth/group/{group.pk}/delete/").content.decode()
    assert "临时岗位" in page
    assert "object (" not in page

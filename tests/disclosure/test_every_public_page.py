"""What must stand on every page (国办发〔2017〕47号): asked of the table of addresses, so that no new page is left out."""

import pytest

from disclosure.corrections import revise_files
from disclosure.models import Item
from disclosure.publication import publish
from tests.disclosure.test_presentation import COLUMN, CONTENT, SITE, tags
from tests.factories.disclosure import (
    CategoryFactory,
    ItemFactory,
    attach,
    moment,
    office,
    reviewed,
    withdrawn,
)
from tests.factories.reports import make_report
from tests.trust.routes import open_addresses

pytestmark = pytest.mark.django_db
PAPER = "print/"  # for paper: no navigation and no footer, but the code of the page it is of
FOOT = ("主办单位", "我为政府网站找错", "网站标识码", 'href="/sitemap/"')


@pytest.fixture
def pages(bureau, client) -> dict[str, tuple[int, str]]:
    """Every HTML answer that an outsider gets at an address of the table, and the pages of what is gone."""
    make_report(2023)
    category = CategoryFactory(slug="notices", keywords="通知")
    item = ItemFactory(category=category, article20="20-04")
    file, former = attach(item), attach(item, "旧.pdf")
    item = publish(reviewed(item), by=office(), at=moment())
    revise_files(item, removed=[former], by=office())
    item = publish(reviewed(Item.objects.get(pk=item.pk)), by=office(), at=moment(11))
    organisation, serial = item.index_number.split("/")
    addresses = open_addresses(
        organisation=organisation,
        serial=serial,
        pk=str(file.pk),
        slug="notices",
        duty="20-04",
        number="0",
        year="2023",
    )
    addresses += [former.address_in(item), withdrawn().get_absolute_url(), "/no-such-page/"]
    found = {}
    for address in addresses:
        if "." in address.rpartition("/")[2]:
            continue  # a document or a file of data, which takes long to make
        response = client.get(address)
        if response.status_code in (200, 404, 410) and response["Content-Type"].startswith("text/html"):
            found[address] = (response.status_code, response.content.decode())
        if response.streaming:
            list(response)  # closes the file, and not the connection with it
    return found


def test_every_page_has_the_tags_and_the_footer_and_says_where_it_stands(pages):
    screens = {address: page for address, page in pages.items() if not address.endswith(PAPER)}
    assert len(screens) > 20
    assert {status for status, _ in screens.values()} == {200, 404, 410}
    poor = {}
    for address, (status, page) in screens.items():
        found = tags(page)
        wanted = [*SITE, *(COLUMN if address != "/" else ()), *(CONTENT if "ArticleTitle" in found else ())]
        missing = [name for name in wanted if not found.get(name)]
        missing += [words for words in FOOT if words not in page.partition("<footer class=")[2]]
        if address != "/" and status != 404 and 'aria-label="当前位置"' not in page:
            missing.append("breadcrumb")
        if missing:
            poor[address] = missing
    assert poor == {}


def test_every_paper_bears_the_code_and_the_address_of_its_page(pages):
    papers = {address: page for address, page in pages.items() if address.endswith(PAPER)}
    assert len(papers) == 5
    assert {
        address
        for address, (_, page) in papers.items()
        if 'class="qr"' not in page or "http://testserver/" not in page
    } == set()


def test_what_is_gone_is_not_for_search_engines(pages):
    gone = {address: page for address, (status, page) in pages.items() if status == 410}
    assert len(gone) == 2
    assert [address for address, page in gone.items() if tags(page).get("robots") != "noindex"] == []

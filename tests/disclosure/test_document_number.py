import pytest

from disclosure.document_number import meant
from tests.factories.disclosure import ItemFactory, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def documents(bureau):
    published(title="甲", document_number="聊商务发〔2021〕5号")
    published(title="乙", document_number="聊商务字〔2021〕5号")
    published(title="丙", body="<p>见聊政发〔2021〕5号</p>")
    published(title="丁", document_number="聊商务发〔2021〕15号")
    ItemFactory(title="戊", document_number="聊商务密〔2021〕5号")


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("聊商务发2021 5", ["聊商务发〔2021〕5号"]),
        ("聊商务发[2021]5号", ["聊商务发〔2021〕5号"]),
        ("聊商务发（２０２１）第05号", ["聊商务发〔2021〕5号"]),
        ("聊商务发 2021-15", ["聊商务发〔2021〕15号"]),
        ("聊商发2021 5", ["聊商务发〔2021〕5号", "聊商务字〔2021〕5号"]),
        ("[2021]5号", ["聊商务发〔2021〕5号", "聊商务字〔2021〕5号"]),
        ("聊商务发〔2021〕5号", []),
        ("聊商务密2021 5", ["聊商务发〔2021〕5号", "聊商务字〔2021〕5号"]),
        ("聊商务发2021 6", []),
        ("20215", []),
        ("外贸", []),
        ("", []),
    ],
)
def test_a_document_number_is_recognised_however_it_is_typed(documents, query, numbers):
    assert meant(query) == numbers


def test_the_page_offers_the_number_and_escapes_what_was_asked(documents, client):
    page = client.get("/search/", {"q": "<b>聊商务发2021 5"}).content.decode()
    assert "您是不是要找文号" in page
    assert ">聊商务发〔2021〕5号</a>" in page
    assert "<b>聊商" not in page

import pytest

from disclosure import body

PAYLOADS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<svg onload="alert(1)"></svg>',
    '<p style="background:url(javascript:alert(1))" onclick="alert(1)">x</p>',
    "<iframe src=//evil.example></iframe>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
    '<form action="//evil.example"><input name=q></form>',
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_clean_and_rendered_let_nothing_run(payload):
    for html in (body.clean(payload), str(body.rendered(payload))):
        low = html.lower()
        for danger in (
            "<script",
            "onerror",
            "onclick",
            "onload",
            "javascript:",
            "data:",
            "<iframe",
            "<form",
            "style=",
        ):
            assert danger not in low


def test_clean_keeps_what_the_editor_offers():
    text = (
        "<h2>一</h2><p>甲<strong>乙</strong><em>丙</em><u>丁</u></p><ul><li><p>戊</p></li></ul><hr>"
        '<table><tbody><tr><th colspan="2"><p>己</p></th></tr></tbody></table>'
    )
    assert body.clean(text) == text
    assert body.clean(body.clean(text)) == text


def test_clean_of_an_empty_paragraph_is_nothing():
    assert body.clean("<p></p>") == ""
    assert body.clean("<p> </p><p><br></p>") == ""


def test_plain_joins_inline_tags_and_parts_blocks():
    assert (
        body.plain("<p>政<strong>府</strong>信息</p><p>公开 &lt;b&gt; &amp; x</p>")
        == "政府信息\n公开 <b> & x"
    )


def test_rendered_frames_tables_for_a_phone():
    html = str(body.rendered("<table><tbody><tr><td><p>甲</p></td></tr></tbody></table>"))
    assert html.startswith(body.TABLE_START)
    assert "<td>甲</td>" in html

"""Two web servers, nginx, a primary and a replica, all of them real: who reads where, and that nobody sees old pages."""

import time
from urllib.parse import quote, urlencode

import pytest

from tests.clusters import get, send

pytestmark = pytest.mark.postgres

SESSION = """
from django.test import Client
from tests.factories.disclosure import office
client = Client()
client.force_login(office())
print(client.cookies["sessionid"].value)
"""
# Asks for the edition by the prepared statement: known, forgotten by a pooler's change of server, on a dead connection.
EDITION = """
from django.db import connection
from liaocheng_gk import edition, prepared
connection.ensure_connection()
def asked():
    found = prepared.answer_of(connection, edition.QUESTION)
    return found and found.get_value(0, 0).decode()
def forget():
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
print(asked(), asked())
forget()
print(asked())
other = connection.copy()
with connection.cursor() as cursor:
    cursor.execute("SELECT pg_backend_pid()")
    [pid] = cursor.fetchone()
with other.cursor() as cursor:
    cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
print(asked(), edition.current())
"""
NEWS = "/catalogue/news/"
READS = "disclosure_item"  # in every question about items, however it is written


def test_change_is_seen_by_the_next_request_on_every_worker(place):
    """Two servers of two workers, each asked often enough that every worker answers."""
    for _ in range(3):
        before, title = place.title, place.retitle()
        for _ in range(8):
            for site in (place.one, place.two):
                page = get(site.url + NEWS)[1]
                assert title in page
                assert before not in page


def test_edition_by_prepared_statement_outlives_pooler_and_cut(place):
    token = place.primary.sql("SELECT token FROM liaocheng_gk_edition")
    told = place.one.manage("shell", "-c", EDITION).split()
    assert told[-5:] == [token, token, token, "None", token]


def test_change_is_seen_through_nginx_within_a_second(place):
    for _ in range(4):
        before = place.title
        get(place.nginx + NEWS)
        title = place.retitle()
        time.sleep(1)
        page = get(place.nginx + NEWS)[1]
        assert title in page
        assert before not in page


def test_nginx_answers_by_itself_for_the_rest_of_the_second(place):
    """Hundred requests reach the application a few times only."""
    log = place.folder / "nginx-one" / "access.log"
    time.sleep(1.1 - time.time() % 1)
    seen = place.primary.log.count("SELECT token FROM liaocheng_gk_edition")
    for _ in range(100):
        assert get(place.nginx + NEWS)[0] == 200
    asked = place.primary.log.count("SELECT token FROM liaocheng_gk_edition") - seen
    assert 1 <= asked < 50
    assert log.read_text().count(NEWS) >= 100


def test_nginx_keeps_large_type_and_packed_pages_apart(place):
    for _ in range(2):
        assert "type-large" in get(place.nginx + NEWS, Cookie="gk_type=large")[1]
        assert "type-large" not in get(place.nginx + NEWS)[1]
        assert "Content-Encoding" not in get(place.nginx + NEWS)[2]


def test_nginx_keeps_no_page_of_a_reader_with_a_session(place):
    for cookie in ("sessionid=PERSONAL", "a=b; sessionid=PERSONAL", "messages=PERSONAL"):
        headers = get(place.nginx + "/guide/", Cookie=cookie)[2]
        assert headers["Cache-Control"] == "private"
    for url in ("/apply/", "/apply/status/", "/admin/login/"):
        first, second = (get(place.nginx + url) for _ in range(2))
        assert first[0] == 200
        assert first[1] != second[1]  # each with a token of its own


def test_replica_answers_public_reading_and_the_primary_the_office(place):
    place.retitle()
    place.caught_up()
    before = (place.primary.log.count(READS), place.replica.log.count(READS))
    for site in (place.one, place.two):
        for _ in range(6):
            assert place.title in get(site.url + NEWS)[1]
            assert get(site.url + "/search/?q=" + quote("通知"))[0] == 200
    after = (place.primary.log.count(READS), place.replica.log.count(READS))
    assert after[0] == before[0]
    assert after[1] > before[1]
    session = place.one.manage("shell", "-c", SESSION).split()[-1]
    get(place.one.url + NEWS, Cookie=f"sessionid={session}")
    assert place.primary.log.count(READS) > after[0]
    assert place.replica.log.count("INSERT INTO") == 0


def test_reader_sees_their_own_write_while_the_replica_lags(place):
    place.caught_up()
    place.replica.sql("SELECT pg_wal_replay_pause()")
    try:
        title = place.retitle()
        assert title not in place.replica.sql("SELECT title FROM disclosure_item")
        for site in (place.one, place.two):
            assert title in get(site.url + NEWS)[1]
        # An applicant comes in, which writes a session, and reads the case by it at once.
        headers = get(place.one.url + "/apply/status/")[2]
        token = headers["Set-Cookie"].partition("csrftoken=")[2].partition(";")[0]
        form = urlencode({"number": place.case, "code": place.code, "csrfmiddlewaretoken": token})
        status, _, headers = send(place.one.url, "/apply/status/", form, Cookie=f"csrftoken={token}")
        assert status == 302
        session = headers["Set-Cookie"].partition("sessionid=")[2].partition(";")[0]
        assert place.case in get(place.two.url + headers["Location"], Cookie=f"sessionid={session}")[1]
    finally:
        place.replica.sql("SELECT pg_wal_replay_resume()")
    place.caught_up()


def test_cut_of_the_replica_is_survived_and_its_return_is_noticed(place):
    place.caught_up()
    place.retitle()
    assert place.title in get(place.one.url + NEWS)[1]
    place.replica.stop()
    try:
        for _ in range(4):
            title = place.retitle()
            for site in (place.one, place.two):
                status, page, _ = get(site.url + NEWS)
                assert (status, title in page) == (200, True)
    finally:
        place.replica.start()
    place.caught_up()
    time.sleep(10.5)  # so long a replica that was away is passed over
    place.retitle()
    place.caught_up()
    before = place.replica.log.count(READS)
    for site in (place.one, place.two):
        for _ in range(4):
            assert place.title in get(site.url + NEWS)[1]
    assert place.replica.log.count(READS) > before

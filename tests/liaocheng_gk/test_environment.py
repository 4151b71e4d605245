"""Settings from the environment: every fault at once."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from liaocheng_gk.settings.environment import Environment


def test_all_faults_are_named_at_once():
    env = Environment({"GK_DEBUG": "maybe", "GK_DATABASE": "mysql://localhost/gk"})
    env.text("GK_SECRET_KEY")
    env.words("GK_HOSTS")
    env.flag("GK_DEBUG", default=False)
    env.database("GK_DATABASE")
    with pytest.raises(ImproperlyConfigured) as refused:
        env.stop_if_incomplete()
    message = str(refused.value)
    assert [name in message for name in ("GK_SECRET_KEY", "GK_HOSTS", "GK_DEBUG", "GK_DATABASE")] == [
        True
    ] * 4
    assert message.count("；") == 3


def test_complete_environment_passes():
    env = Environment({"GK_HOSTS": "a.example.cn, b.example.cn", "GK_DEBUG": "YES"})
    assert env.words("GK_HOSTS") == ["a.example.cn", "b.example.cn"]
    assert (env.flag("GK_DEBUG", default=False), env.flag("GK_OTHER", default=True)) == (True, True)
    assert env.text("GK_NAME", "default") == "default"
    env.stop_if_incomplete()


def test_database_addresses():
    env = Environment({"FILE": "sqlite:////srv/gk/db.sqlite3"})
    assert env.database("FILE")["NAME"] == "/srv/gk/db.sqlite3"
    assert env.database("NONE", "sqlite:///")["NAME"] == ":memory:"
    served = env.database("REMOTE", "postgresql://gk:p%40ss@db.example.cn:5433/portal")
    keys = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")
    assert [served[key] for key in keys] == [
        "django.db.backends.postgresql",
        "portal",
        "gk",
        "p@ss",
        "db.example.cn",
        "5433",
    ]
    assert env.database("SOCKET", "postgresql:///gk?host=/run/postgresql")["HOST"] == "/run/postgresql"
    assert env.faults == []


def test_replicas_are_named_in_order_and_given_up_soon():
    env = Environment({"REPLICAS": "postgresql://gk@one.example.cn/gk postgresql://gk@two.example.cn/gk"})
    found = env.replicas("REPLICAS")
    assert [(name, row["HOST"]) for name, row in found.items()] == [
        ("replica1", "one.example.cn"),
        ("replica2", "two.example.cn"),
    ]
    assert found["replica1"]["OPTIONS"]["connect_timeout"] == 2
    assert env.replicas("NONE") == {}
    env.stop_if_incomplete()


def test_replica_that_is_no_postgresql_is_refused():
    env = Environment({"REPLICAS": "sqlite:////srv/gk/db.sqlite3"})
    assert env.replicas("REPLICAS") == {}
    with pytest.raises(ImproperlyConfigured, match="REPLICAS: 各地址应以 postgresql:// 开头"):
        env.stop_if_incomplete()

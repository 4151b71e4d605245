"""The database's own refusal to change the audit log, as triggers; a migration sets them."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "liaocheng_gk_auditentry"
REFUSAL = "the audit log can only grow"
ACTS = ("UPDATE", "DELETE")

_POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION gk_audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'insufficient_privilege';
    END $$
    """,
    *(
        f"CREATE TRIGGER gk_audit_no_{act.lower()} BEFORE {act} ON {TABLE}"
        " FOR EACH ROW EXECUTE FUNCTION gk_audit_only_grows()"
        for act in ACTS
    ),
]
_SQLITE = [
    f"CREATE TRIGGER gk_audit_no_{act.lower()} BEFORE {act} ON {TABLE}"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for act in ACTS
]


def set_guard(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def lift_guard(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for act in ACTS:
            on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS gk_audit_no_{act.lower()}{on}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS gk_audit_only_grows()")

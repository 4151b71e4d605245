# Run by `manage.py shell -c`: one line for all that must outlive an upgrade and a restoration. Reads what every release
# since the first upgradable one has: cases with their sealed names, items, and each file as it is read.
import hashlib

from django.core.files.storage import storages

from applications.models import Application, CaseEvent
from disclosure.models import Attachment, Item
from liaocheng_gk.orphans import named_files

private, public = storages["private"], storages["default"]
held = [
    sorted(
        Application.objects.values_list(
            "number", "stage", "outcome", "name", "description", "query_code_hash"
        )
    ),
    sorted(CaseEvent.objects.values_list("application__number", "act", "on"), key=str),
    sorted(Item.objects.values_list("title", "index_number", "status", "body"), key=str),
    sorted((name, hashlib.sha256(private.open(name).read()).hexdigest()) for name in named_files()),
    sorted(
        (row.file.name, hashlib.sha256(public.open(row.file.name).read()).hexdigest())
        for row in Attachment.objects.all()
    ),
]
print("held", *map(len, held), hashlib.sha256(repr(held).encode()).hexdigest())

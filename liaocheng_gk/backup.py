"""A backup taken while the portal serves, and its way back into an empty place, checked by counts and hashes.

A backup is a folder: the database as its own tool writes it, the public and the private files as they lie in their place (the
private ones sealed), and ``manifest.json`` with a count for every table and a hash for every file. The keys of the
vault are not in it: without them it shows no person, and they are kept apart (``copy_keys``).
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages

from . import dumps
from .storage import FolderStorage

MANIFEST = "manifest.json"
UNFINISHED = ".unfinished"
PREFIX = "gk-"
FILES = ("media", "private")


class Broken(Exception):
    """A backup that is not whole, or a place that is not empty; in words for whoever runs the command."""


def places() -> dict[str, Storage]:
    """Where the files lie: a folder or a bucket each."""
    return {"media": storages["default"], "private": storages["private"]}


def back_up(root: Path, now: datetime) -> Path:
    """Write a backup below ``root`` and return its folder, which gets its name only when it is whole.

    Files are copied before the database and what came meanwhile after it: every file that a row names is there. What
    is there besides is named by no row and swept as everywhere.
    """
    folder = root / f"{PREFIX}{now:%Y%m%d-%H%M%S}"
    unfinished = folder.with_name(folder.name + UNFINISHED)
    unfinished.mkdir(parents=True, mode=0o700)
    hashes = _copy_files(unfinished, {})
    counts = dumps.dump(unfinished)
    hashes |= _copy_files(unfinished, hashes)
    database = unfinished / dumps.name()
    manifest = {
        "made_at": now.isoformat(),
        "engine": dumps.engine(),
        "database": {"file": database.name, "sha256": digest(database), "rows": counts},
        "files": hashes,
    }
    (unfinished / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    unfinished.rename(folder)
    return folder


def copy_keys(target: Path, backup_root: Path, now: datetime) -> Path:
    """Put a copy of the key file into ``target``, which must lie outside the backups.

    Raises:
        Broken: no key file is in use, or the copy would lie beside what it opens.
    """
    source = settings.GK_VAULT_KEYS_FILE
    if not source:
        raise Broken("密钥不在文件中（没有设置 GK_VAULT_KEYS_FILE），请自行另存。")
    if target.resolve().is_relative_to(backup_root.resolve()):
        raise Broken("密钥不得与备份放在一起，请另选一个目录。")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = target / f"vault-keys-{now:%Y%m%d-%H%M%S}"
    copy.touch(mode=0o600)
    copy.write_bytes(Path(source).read_bytes())
    return copy


def latest(root: Path) -> Path:
    """The newest whole backup.

    Raises:
        Broken: there is none.
    """
    whole = [path for path in root.glob(f"{PREFIX}*") if path.suffix != UNFINISHED and path.is_dir()]
    if not whole:
        raise Broken(f"{root} 中没有备份。")
    return max(whole, key=lambda path: path.name)


def check(folder: Path) -> dict[str, Any]:
    """The manifest of a backup of which every part is as it was written.

    Raises:
        Broken: a file is missing, changed, or not in the manifest; each is named.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Broken(f"{folder} 不是完整的备份（{MANIFEST} 无法读取）。") from error
    wanted = manifest["files"] | {manifest["database"]["file"]: manifest["database"]["sha256"]}
    found = {str(path.relative_to(folder)): path for path in _files(folder)}
    del found[MANIFEST]
    faults = [f"{name}：缺失" for name in sorted(set(wanted) - set(found))]
    faults += [f"{name}：不在清单中" for name in sorted(set(found) - set(wanted))]
    faults += [
        f"{name}：内容已改变"
        for name, path in sorted(found.items())
        if name in wanted and digest(path) != wanted[name]
    ]
    if faults:
        raise Broken("备份不完整：" + "；".join(faults[:20]))
    return manifest


def restore(folder: Path) -> dict[str, Any]:
    """Put a backup into the place that the settings name, and return its manifest.

    Raises:
        Broken: the backup is not whole or of another database, the place is not empty, or what arrived differs.
    """
    manifest = check(folder)
    if manifest["engine"] != dumps.engine():
        raise Broken(f"备份来自 {manifest['engine']}，现在的数据库是 {dumps.engine()}，不能恢复。")
    taken = [place.where() for place in places().values() if place.names()]
    if not dumps.is_empty():
        taken.append("数据库")
    if taken:
        raise Broken("只能恢复到空的地方，现在不是空的：" + "、".join(taken))
    for kind, name in map(_split, manifest["files"]):
        places()[kind].replace(name, (folder / kind / name).read_bytes())
    dumps.load(folder / manifest["database"]["file"])
    faults = count_faults(manifest, dumps.count_rows()) + file_faults(manifest, places())
    if faults:
        raise Broken("恢复后与备份不一致：" + "；".join(faults[:20]))
    return manifest


def drill(folder: Path, scratch: Path) -> dict[str, Any]:
    """Restore a backup beside the running portal into ``scratch``, compare, and take it away again.

    Raises:
        Broken: as ``restore`` does.
    """
    manifest = check(folder)
    copies = {name: scratch / name for name in FILES}
    for name, place in copies.items():
        if (folder / name).is_dir():
            shutil.copytree(folder / name, place)
    rows = dumps.rehearse(folder / manifest["database"]["file"], scratch)
    roots = {name: FolderStorage(location=place) for name, place in copies.items()}
    faults = count_faults(manifest, rows) + file_faults(manifest, roots)
    if faults:
        raise Broken("演练与备份不一致：" + "；".join(faults[:20]))
    return manifest


def count_faults(manifest: dict[str, Any], rows: dict[str, int]) -> list[str]:
    wanted = manifest["database"]["rows"]
    return [
        f"{table}：应有 {wanted.get(table, 0)} 行，现有 {rows.get(table, 0)} 行"
        for table in sorted(wanted.keys() | rows.keys())
        if wanted.get(table) != rows.get(table)
    ]


def file_faults(manifest: dict[str, Any], roots: Mapping[str, Storage]) -> list[str]:
    faults = []
    for listed, wanted in manifest["files"].items():
        kind, name = _split(listed)
        try:
            same = hashlib.sha256(roots[kind].stored(name)).hexdigest() == wanted
        except FileNotFoundError:
            same = False
        if not same:
            faults.append(f"{listed}：缺失或者内容不同")
    return faults


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy_files(folder: Path, known: dict[str, str]) -> dict[str, str]:
    """Copy what is not ``known`` yet; a file that is erased while it is copied is passed over."""
    copied = {}
    for kind, place in places().items():
        for name in place.names():
            listed = f"{kind}/{name}"
            if listed in known:
                continue
            try:
                stored = place.stored(name)
            except FileNotFoundError:
                continue
            copy = folder / listed
            copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            copy.touch(mode=0o600)
            copy.write_bytes(stored)
            copied[listed] = hashlib.sha256(stored).hexdigest()
    return copied


def _split(listed: str) -> tuple[str, str]:
    """The place and the name there of a file that the manifest lists."""
    kind, _, name = listed.partition("/")
    return kind, name


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())

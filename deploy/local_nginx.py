"""The shipped nginx.conf moved to a port and a folder of one's own, for tests and benchmarks.

Nothing else is changed, but that the limits of requests by address are lifted where one address plays many readers.
"""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHIPPED = Path(__file__).with_name("nginx.conf")
TLS = ("ssl_certificate", "ssl_protocols", "ssl_session")


def adapted(*, port: int, socket: Path, static: Path, folder: Path) -> str:
    """The configuration with plain HTTP on ``port``; each replaced place must be there, or it is not the shipped one."""
    text = SHIPPED.read_text(encoding="utf-8")
    for shipped, ours in (
        ("unix:/run/gk/gunicorn.sock", f"unix:{socket}"),
        ("/var/lib/nginx/gk_pages", str(folder / "pages")),
        ("alias /var/lib/gk/static/", f"alias {static}/"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port};"),
        ("    listen [::]:443 ssl http2;\n", ""),
    ):
        if shipped not in text:
            raise ValueError(f"nginx.conf has no “{shipped}” any more")
        text = text.replace(shipped, ours)
    redirecting = text.split("server {")[1]
    text = text.replace("server {" + redirecting, "", 1)
    return "\n".join(line for line in text.splitlines() if not line.strip().startswith(TLS)) + "\n"


@contextmanager
def running(
    folder: Path, *, port: int, socket: Path, static: Path, more: str = "", limited: bool = False
) -> Iterator[str]:
    """nginx with the shipped configuration; gives its address.

    Args:
        more: further lines for the server's block.
        limited: with its limits of requests by address.
    """
    folder.mkdir(parents=True, exist_ok=True)
    site = adapted(port=port, socket=socket, static=static, folder=folder)
    if not limited:
        site = (
            "\n".join(line for line in site.splitlines() if not line.strip().startswith("limit_req ")) + "\n"
        )
    if more:
        site = site.replace("    location / {", f"{more}\n    location / {{", 1)
    (folder / "site.conf").write_text(site, encoding="utf-8")
    (folder / "nginx.conf").write_text(
        "daemon off; worker_processes 1; "
        f"pid {folder}/pid; error_log {folder}/error.log; events {{ worker_connections 1024; }}\n"
        f"http {{ access_log {folder}/access.log; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; "
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; "
        f"include /etc/nginx/mime.types; include {folder}/site.conf; }}\n",
        encoding="utf-8",
    )
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    server = subprocess.Popen([program, "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        for _ in range(100):
            if (folder / "pid").exists():
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)

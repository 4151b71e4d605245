import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.layout import Place, layout


@pytest.fixture(scope="session")
def place() -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="gk-servers-") as name:  # not tmp_path: postgres must get in
        folder = Path(name)
        folder.chmod(0o755)
        with layout(folder) as made:
            yield made

import pytest

from tests.trust.world import World, make_world


@pytest.fixture
def world(bureau, time_machine) -> World:
    time_machine.move_to("2026-03-25 10:00 +0800")
    return make_world()

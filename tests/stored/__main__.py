"""`python -m tests.stored NAME`: keep what this release writes."""

import json
import os
import sys

from moto import mock_aws

from tests.functions.world import ENVIRONMENT, World
from tests.stored import HERE, releases, written_today

name = HERE / f"{len(releases()) + 1:02d}-{sys.argv[1]}.json"
os.environ.update(ENVIRONMENT)
with mock_aws():
    world = World()
    world.build()
    lines = [f'"{what}": {json.dumps(told, ensure_ascii=False)}' for what, told in written_today(world).items()]
    name.write_text("{\n" + ",\n".join(lines) + "\n}\n")
print(name)

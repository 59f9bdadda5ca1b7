"""What runs in the functions' Python: it imports a module of a package, and tells of it."""

import importlib
import json
import sys
from typing import Any


def main(given: str) -> str:
    """Import the module of that name from /folder, which has SERVICES."""
    sys.path.insert(0, "/folder")
    name = json.loads(given)
    module: Any = importlib.import_module(name)
    return json.dumps(
        {
            "services": list(module.SERVICES),
            "compiled from": module.__loader__.get_code(name).co_filename,
            "standard library": sorted(sys.stdlib_module_names),
        }
    )

"""A server that does nothing: its mark is there from when it is ready until it has ended in order.

python -m tests.integration.closing.light_server MARK SECONDS_TO_END
"""

import sys
import time
from pathlib import Path

from local.closing import Closing

if __name__ == "__main__":
    closing, mark = Closing(), Path(sys.argv[1])
    mark.touch()
    closing.is_asked(within=None)
    time.sleep(float(sys.argv[2]))
    mark.unlink()

"""The environment of the emulator, independent of the host's environment.

Its functions inherit it, as they inherit the environment of the Lambda service on AWS.
"""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

REGION = "us-east-1"


@dataclass(frozen=True)
class Home:
    """The folder with the state of one emulator."""

    folder: Path

    @property
    def state(self) -> Path:
        """Stacks, queues, users: written when the emulator is stopped."""
        return self.folder / "state"

    @property
    def objects(self) -> Path:
        """The buckets' objects."""
        return self.folder / "objects"

    @property
    def temporary(self) -> Path:
        """The unpacked code of running functions, and what they write themselves."""
        return self.folder / "tmp"

    def prepare(self) -> None:
        """Make the folders, and remove what functions of the last run left."""
        shutil.rmtree(self.temporary, ignore_errors=True)
        for each in (self.state, self.objects, self.temporary):
            each.mkdir(parents=True, exist_ok=True)


def environment(port: int, home: Home) -> dict[str, str]:
    """The environment variables of the emulator, which listens on `port`."""
    interpreter = Path(sys.executable)
    return {
        # Node, which runs CloudFront's functions, is installed beside this interpreter.
        "PATH": os.pathsep.join([str(interpreter.parent), os.environ.get("PATH", os.defpath)]),
        # Not the user's home, because ~/.aws must not affect the functions.
        "HOME": str(home.temporary),
        "TMPDIR": str(home.temporary),
        "TZ": "UTC",
        "LANG": "C.UTF-8",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "AUTH": "true",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(home.state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(home.objects),
        "MINISTACK_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        # `localhost` and not an address: a pre-signed URL is only valid for the host in it.
        "AWS_ENDPOINT_URL": f"http://localhost:{port}",
        "AWS_EC2_METADATA_DISABLED": "true",
        # Switches off unused listeners, and the search for containers.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{home.folder}/no-docker",
    }

"""The deployed store of a stage: its outputs, its logs, and clients for it."""

import argparse
import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import boto3

from deployment.paths import Paths, Ports
from stacks.config import LOCAL_REGION, REGION, Stage, log_prefix


class NotDeployedError(Exception):
    """There is no store of this stage; the message says how to open one."""


class Deployed:
    """A running store."""

    def __init__(self, stage: str, paths: Paths | None = None) -> None:
        self.stage = Stage(stage, bundles="packaged")
        self._paths = paths or Paths()

    def client(self, service: Any) -> Any:
        """A boto3 client. Raises NotDeployedError."""
        if self.stage.name != "local":
            return boto3.Session(region_name=REGION).client(service)
        session = boto3.Session("test", "test", region_name=LOCAL_REGION)
        return session.client(service, endpoint_url=f"http://localhost:{self._ports().emulator}")

    @property
    def payment_address(self) -> str:
        """The provider's address; '' means its public one. Raises NotDeployedError."""
        if self.stage.name != "local":
            return ""
        return f"http://localhost:{self._ports().payments}"

    def _ports(self) -> Ports:
        ports = self._paths.remembered_ports()
        if ports is None or not self._paths.is_open:
            raise NotDeployedError("the store is not open on this machine: run `make run`")
        return ports

    @cached_property
    def outputs(self) -> dict[str, str]:
        """Every output of the stacks. Raises NotDeployedError."""
        pages = self.client("cloudformation").get_paginator("describe_stacks").paginate()
        ours = [
            stack
            for page in pages
            for stack in page["Stacks"]
            if stack["StackName"].startswith(f"{self.stage.prefix}-")
        ]
        if not ours:
            raise NotDeployedError(f"no stack here is called {self.stage.prefix}-...")
        return {o["OutputKey"]: o["OutputValue"] for s in ours for o in s.get("Outputs", [])}

    def log_records(
        self, containing: str, since_milliseconds: int, service: str = ""
    ) -> Iterator[dict[str, Any]]:
        """The log records, of one service or of all, that contain this text."""
        logs = self.client("logs")
        groups = logs.get_paginator("describe_log_groups")
        records = logs.get_paginator("filter_log_events")
        for page in groups.paginate(logGroupNamePrefix=f"{log_prefix(self.stage)}{service}"):
            for group in page["logGroups"]:
                for found in records.paginate(
                    logGroupName=group["logGroupName"],
                    filterPattern=f'"{containing}"',
                    startTime=since_milliseconds,
                ):
                    yield from (_record(event["message"]) for event in found["events"])


def stage_argument(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the stage."""
    parser.add_argument("--stage", choices=("local", "prod"), default="local")


def _record(line: str) -> dict[str, Any]:
    """Parse a log line; a line that is not a structured record becomes its message."""
    try:
        record = json.loads(line)
    except ValueError:
        record = None
    return record if isinstance(record, dict) else {"message": line}

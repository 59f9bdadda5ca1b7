"""An emulator under test, and the stacks that tests deploy to it."""

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from local.emulator.functions import FunctionProcess, function_processes
from local.servers import Server, answers_http

ACCOUNT = "000000000000"
REGION = "us-east-1"
CAPABILITIES = ["CAPABILITY_IAM"]
PATIENCE = 20
"""Seconds; everything here takes a few."""


def eventually(happened: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Poll until `happened` answers something true, and answer it. Fails after `patience`."""
    deadline = time.monotonic() + patience
    while not (answer := happened()):
        assert time.monotonic() < deadline, f"did not happen within {patience} s: {answer!r}"
        time.sleep(0.1)
    return answer


@dataclass(frozen=True)
class Answer:
    """What an HTTP server answered."""

    status: int
    headers: dict[str, str]
    body: str

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def http(url: str, body: bytes | None = None, **headers: str) -> Answer:
    """One request; any status is an answer. `content_type="a/b"` is the header Content-Type."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, body, named)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return Answer(answer.status, dict(answer.headers), answer.read().decode())
    except urllib.error.HTTPError as answer:
        with answer:
            return Answer(answer.code, dict(answer.headers), answer.read().decode())


@dataclass
class Stack:
    """A deployed stack."""

    cloud: "Cloud"
    name: str
    outputs: dict[str, str] = field(default_factory=dict)
    _id: str = field(default="", init=False)

    def __getitem__(self, output: str) -> str:
        return self.outputs[output]

    def update(self, resources: dict[str, Any]) -> None:
        """Deploy changed resources."""
        client = self.cloud.client("cloudformation")
        client.update_stack(
            StackName=self.name,
            TemplateBody=json.dumps({"Resources": resources}),
            Capabilities=CAPABILITIES,
        )
        self._becomes("UPDATE_COMPLETE")

    def delete(self) -> None:
        """Delete it with all that it made."""
        self.cloud.client("cloudformation").delete_stack(StackName=self.name)
        self._becomes("DELETE_COMPLETE")

    def create(self, template: dict[str, Any]) -> None:
        """Deploy it, and read its outputs."""
        client = self.cloud.client("cloudformation")
        made = client.create_stack(
            StackName=self.name,
            TemplateBody=json.dumps(template),
            Capabilities=CAPABILITIES,
        )
        self._id = made["StackId"]
        self._becomes("CREATE_COMPLETE")
        described = client.describe_stacks(StackName=self._id)["Stacks"][0]
        self.outputs = {o["OutputKey"]: o["OutputValue"] for o in described.get("Outputs", [])}

    def _becomes(self, expected: str) -> None:
        eventually(lambda: not self._status().endswith("_IN_PROGRESS"))
        assert self._status() == expected, self._reasons()

    def _status(self) -> str:
        """A deleted stack is found by its id alone."""
        client = self.cloud.client("cloudformation")
        return str(client.describe_stacks(StackName=self._id)["Stacks"][0]["StackStatus"])

    def _reasons(self) -> list[str]:
        events = self.cloud.client("cloudformation").describe_stack_events(StackName=self._id)
        return [e.get("ResourceStatusReason", "") for e in events["StackEvents"]]


@dataclass
class Cloud:
    """An emulator with its state in `home`."""

    home: Path
    port: int
    server: Server = field(init=False)

    def __post_init__(self) -> None:
        self.server = Server(
            "emulator",
            ["local.emulator", "--port", str(self.port), "--state", str(self.home)],
            answers_http(f"{self.endpoint}/_ministack/ready"),
            self.home / "emulator.log",
        )

    @property
    def endpoint(self) -> str:
        """Where it answers."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start it, on the state that is there."""
        self.server.start()

    def stop(self) -> None:
        """Stop it cleanly."""
        self.server.stop()

    def client(self, service: str, **credentials: Any) -> Any:
        """A boto3 client; without credentials, the account's own."""
        keys = credentials or {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        session: Any = boto3.Session(region_name=REGION, **keys)
        return session.client(
            service,
            endpoint_url=self.endpoint,
            config=Config(retries={"total_max_attempts": 1}),
        )

    def deploy(self, resources: dict[str, Any], outputs: dict[str, Any] | None = None) -> Stack:
        """Deploy a stack with a name of its own."""
        stack = Stack(self, f"test-{uuid.uuid4().hex[:8]}")
        named = {name: {"Value": value} for name, value in (outputs or {}).items()}
        stack.create({"Resources": resources, "Outputs": named})
        return stack

    def invoke(self, function: str, event: Any = None) -> Any:
        """Call a function and answer its result."""
        answer = self.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))
        return json.loads(answer["Payload"].read())

    def function_processes(self, function: str) -> list[FunctionProcess]:
        """The processes that run this function now."""
        running = function_processes(self.home, self.server.pid)
        return [process for process in running if process.function == function]

    def messages(self, queue_url: str) -> list[str]:
        """The bodies of what can be received from a queue now; they are taken out."""
        sqs = self.client("sqs")
        bodies = []
        while received := sqs.receive_message(
            QueueUrl=queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=0
        ).get("Messages"):
            for message in received:
                sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
                bodies.append(message["Body"])
        return bodies

    def alarm_state(self, name: str) -> str:
        """OK, ALARM or INSUFFICIENT_DATA."""
        answer = self.client("cloudwatch").describe_alarms(
            AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
        )
        [alarm] = answer["MetricAlarms"] or answer["CompositeAlarms"]
        return str(alarm["StateValue"])

    def total(self, namespace: str, metric: str, **dimensions: str) -> float:
        """The sum of a metric's values in the last hour."""
        now = datetime.now(UTC)
        answer = self.client("cloudwatch").get_metric_statistics(
            Namespace=namespace,
            MetricName=metric,
            Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
            Statistics=["Sum"],
            Period=3600,
            StartTime=now - timedelta(hours=1),
            EndTime=now + timedelta(hours=1),
        )
        return float(sum(point["Sum"] for point in answer["Datapoints"]))

"""The emulator as a process: what it refuses, what it leaves behind, what it keeps."""

import os
import socket
import subprocess
import sys

import pytest

from tests.integration.emulator.cloud import Cloud, eventually
from tests.integration.emulator.templates import function, queue, ref

ECHO = "def handler(event, context):\n    return event\n"


def test_a_port_in_use_is_told_with_what_to_do(cloud: Cloud) -> None:
    command = [sys.executable, "-m", "local.emulator", "--port", str(cloud.port)]
    refused = subprocess.run(
        [*command, "--state", str(cloud.home / "other")],
        capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip

    assert refused.returncode == 1
    assert f"Port {cloud.port} is in use" in refused.stderr
    assert "make stop" in refused.stderr


def test_the_hosts_aws_settings_do_not_reach_the_functions(
    own_cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as host:
        host.setenv("AWS_PROFILE", "production")
        host.setenv("AWS_SESSION_TOKEN", "somebody's")
        host.setenv("EDITOR", "vi")
        own_cloud.start()
    code = "import os\ndef handler(event, context):\n    return dict(os.environ)\n"
    stack = own_cloud.deploy(function(code), {"Name": ref("Function")})

    environment = own_cloud.invoke(stack["Name"])

    assert "AWS_PROFILE" not in environment
    assert "EDITOR" not in environment
    assert environment["AWS_SESSION_TOKEN"] != "somebody's"
    assert environment["AWS_ENDPOINT_URL"] == own_cloud.endpoint


def test_what_was_deployed_and_stored_is_there_after_a_clean_stop(own_cloud: Cloud) -> None:
    own_cloud.start()
    resources = {
        **queue("Queue"),
        "Pool": {"Type": "AWS::Cognito::UserPool", "Properties": {}},
        "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {}},
        **function(ECHO),
    }
    outputs = {"Queue": ref("Queue"), "Pool": ref("Pool"), "Bucket": ref("Bucket")}
    stack = own_cloud.deploy(resources, {**outputs, "Function": ref("Function")})
    own_cloud.client("sqs").send_message(QueueUrl=stack["Queue"], MessageBody="an order")
    own_cloud.client("cognito-idp").admin_create_user(UserPoolId=stack["Pool"], Username="flora")
    own_cloud.client("s3").put_object(Bucket=stack["Bucket"], Key="invoice.pdf", Body=b"%PDF")

    own_cloud.stop()
    own_cloud.start()

    stacks = own_cloud.client("cloudformation").describe_stacks(StackName=stack.name)["Stacks"]
    assert stacks[0]["StackStatus"] == "CREATE_COMPLETE"
    assert own_cloud.messages(stack["Queue"]) == ["an order"]
    users = own_cloud.client("cognito-idp").list_users(UserPoolId=stack["Pool"])["Users"]
    assert [user["Username"] for user in users] == ["flora"]
    stored = own_cloud.client("s3").get_object(Bucket=stack["Bucket"], Key="invoice.pdf")
    assert stored["Body"].read() == b"%PDF"
    assert own_cloud.invoke(stack["Function"], {"still": "here"}) == {"still": "here"}


def test_no_function_outlives_the_emulator_and_its_files_go_with_the_next_start(
    own_cloud: Cloud,
) -> None:
    own_cloud.start()
    stack = own_cloud.deploy(function(ECHO), {"Name": ref("Function")})
    own_cloud.invoke(stack["Name"])
    [process] = own_cloud.function_processes(stack["Name"])

    own_cloud.stop()
    eventually(lambda: not _is_alive(process.pid))
    own_cloud.start()

    assert list(own_cloud.home.glob("tmp/*lambda*")) == []


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_listens_on_loopback_alone(cloud: Cloud) -> None:
    log = (cloud.home / "emulator.log").read_text()

    assert f"Running on http://127.0.0.1:{cloud.port}" in log
    with pytest.raises(OSError, match=r"refused|assign"):
        socket.create_connection(("127.0.0.2", cloud.port), timeout=1)

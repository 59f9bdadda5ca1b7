"""Functions: their rights, their processes, how many run at once, and what they measure."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

from tests.integration.emulator.cloud import Cloud, eventually
from tests.integration.emulator.conftest import Deploy
from tests.integration.emulator.templates import (
    RECEIVE,
    allow,
    attribute,
    consumes,
    function,
    queue,
    ref,
)

SEND = """
    import os, urllib.request, urllib.error, json
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.session import Session

    def handler(event, context):
        body = json.dumps({"QueueUrl": os.environ["QUEUE"], "MessageBody": "an order"}).encode()
        request = AWSRequest("POST", os.environ["AWS_ENDPOINT_URL"], data=body, headers={
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": "AmazonSQS.SendMessage",
        })
        SigV4Auth(Session().get_credentials(), "sqs", os.environ["AWS_REGION"]).add_auth(request)
        signed = urllib.request.Request(request.url, body, dict(request.headers))
        try:
            with urllib.request.urlopen(signed, timeout=5) as answer:
                return {"status": answer.status, "body": json.load(answer)}
        except urllib.error.HTTPError as refused:
            return {"status": refused.code, "body": json.load(refused)}
    """


def test_a_function_with_the_right_sends_with_a_signed_request_of_its_own(
    cloud: Cloud, deploy: Deploy
) -> None:
    right = allow("sqs:SendMessage", attribute("Arn", "Queue"))
    sender = function(SEND, may=[right], variables={"QUEUE": ref("Queue")})
    stack = deploy({**queue(), **sender}, Name=ref("Function"), Queue=ref("Queue"))

    answer = cloud.invoke(stack["Name"])

    assert answer["status"] == 200
    assert "MessageId" in answer["body"]
    assert cloud.messages(stack["Queue"]) == ["an order"]


def test_a_function_without_the_right_is_refused(cloud: Cloud, deploy: Deploy) -> None:
    sender = function(SEND, variables={"QUEUE": ref("Queue")})
    stack = deploy({**queue(), **sender}, Name=ref("Function"), Queue=ref("Queue"))

    answer = cloud.invoke(stack["Name"])

    assert answer["status"] == 403
    assert "AccessDenied" in json.dumps(answer["body"])
    assert cloud.messages(stack["Queue"]) == []


def test_a_template_can_hold_a_function_back_and_let_it_go(cloud: Cloud, deploy: Deploy) -> None:
    slow = "import time\ndef handler(event, context):\n    time.sleep(0.5)\n    return 'done'\n"
    stack = deploy(function(slow, ReservedConcurrentExecutions=1), Name=ref("Function"))

    assert sorted(_results_of_two_calls(cloud, stack["Name"])) == ["done", "refused"]

    stack.update(function(slow))

    assert _results_of_two_calls(cloud, stack["Name"]) == ["done", "done"]


def _results_of_two_calls(cloud: Cloud, name: str) -> list[str]:
    client = cloud.client("lambda")
    together = threading.Barrier(2)

    def call(_number: int) -> str:
        together.wait()
        try:
            answer = client.invoke(FunctionName=name)
        except client.exceptions.TooManyRequestsException:
            return "refused"
        return str(json.loads(answer["Payload"].read()))

    with ThreadPoolExecutor(2) as callers:
        return list(callers.map(call, range(2)))


def test_a_batch_is_delivered_again_after_its_function_was_killed_in_the_middle(
    cloud: Cloud, deploy: Deploy
) -> None:
    hang_once = """
        import os, time, boto3
        sqs = boto3.client("sqs")
        def handler(event, context):
            for record in event["Records"]:
                if record["attributes"]["ApproximateReceiveCount"] == "1":
                    sqs.send_message(QueueUrl=os.environ["BEGUN"], MessageBody="begun")
                    time.sleep(60)
                sqs.send_message(QueueUrl=os.environ["DONE"], MessageBody=record["body"])
            return {"batchItemFailures": []}
        """
    stack = deploy(
        {
            **queue("Inbox", VisibilityTimeout=2),
            **queue("Begun"),
            **queue("Done"),
            **function(
                hang_once,
                may=[allow("sqs:*")],
                variables={"BEGUN": ref("Begun"), "DONE": ref("Done")},
                Timeout=60,
            ),
            **consumes("Inbox", BatchSize=10),
        },
        Name=ref("Function"), Inbox=ref("Inbox"), Begun=ref("Begun"), Done=ref("Done"),
    )  # fmt: skip
    for body in ("one", "two", "three"):
        cloud.client("sqs").send_message(QueueUrl=stack["Inbox"], MessageBody=body)
    done: set[str] = set()

    def all_done() -> bool:
        if cloud.messages(stack["Begun"]):
            for process in cloud.function_processes(stack["Name"]):
                process.kill()
        done.update(cloud.messages(stack["Done"]))
        return done == {"one", "two", "three"}

    eventually(all_done)


def test_what_a_batch_reports_as_failed_comes_back_alone_and_ends_in_the_dead_letter_queue(
    cloud: Cloud, deploy: Deploy
) -> None:
    fail_bad = """
        def handler(event, context):
            bad = [r["messageId"] for r in event["Records"] if r["body"] == "bad"]
            return {"batchItemFailures": [{"itemIdentifier": each} for each in bad]}
        """
    redrive = {"deadLetterTargetArn": attribute("Arn", "Dead"), "maxReceiveCount": 2}
    stack = deploy(
        {
            **queue("Dead"),
            **queue("Inbox", VisibilityTimeout=1, RedrivePolicy=redrive),
            **function(fail_bad, may=[allow(action) for action in RECEIVE]),
            **consumes("Inbox", BatchSize=10, ScalingConfig={"MaximumConcurrency": 2}),
        },
        Inbox=ref("Inbox"), Dead=ref("Dead"),
    )  # fmt: skip
    for body in ("good", "bad", "good"):
        cloud.client("sqs").send_message(QueueUrl=stack["Inbox"], MessageBody=body)

    assert eventually(lambda: cloud.messages(stack["Dead"])) == ["bad"]


def test_every_invocation_is_counted_and_embedded_metrics_are_read_from_the_log(
    cloud: Cloud, deploy: Deploy
) -> None:
    measure = """
        import json
        def handler(event, context):
            print(json.dumps({
                "_aws": {"Timestamp": 1, "CloudWatchMetrics": [{
                    "Namespace": "Crassula", "Dimensions": [["service"]],
                    "Metrics": [{"Name": "OrdersPlaced", "Unit": "Count"}]}]},
                "service": context.function_name, "OrdersPlaced": [2, 1]}))
        """
    stack = deploy(
        {
            **queue("Inbox"),
            **function(measure, may=[allow(action) for action in RECEIVE]),
            **consumes("Inbox"),
        },
        Name=ref("Function"), Inbox=ref("Inbox"),
    )  # fmt: skip
    cloud.client("sqs").send_message(QueueUrl=stack["Inbox"], MessageBody="an order")

    name = stack["Name"]
    eventually(lambda: cloud.total("AWS/Lambda", "Invocations", FunctionName=name) == 1)
    assert cloud.total("AWS/Lambda", "Errors", FunctionName=name) == 0
    eventually(lambda: cloud.total("Crassula", "OrdersPlaced", service=name) == 3)

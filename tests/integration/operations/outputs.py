"""The outputs by which an operator's command finds the store."""

import json

from tests.aws import AwsServer


def put_outputs(aws_server: AwsServer, **outputs: str) -> None:
    """Let a stack of production have these."""
    template = {
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }
    aws_server.client("cloudformation").create_stack(
        StackName="Crassula-prod-Bus", TemplateBody=json.dumps(template)
    )

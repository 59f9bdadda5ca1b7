"""The CDK app: one store, in the stage that `-c stage=` names (default: `prod`)."""

from aws_cdk import App

from stacks.config import stage_of
from stacks.store import build_store

app = App()
build_store(app, stage_of(app))
app.synth()

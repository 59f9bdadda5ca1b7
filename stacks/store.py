"""The whole store: its stacks, in the order of their dependencies."""

from aws_cdk import App, CfnOutput, Environment, Stack, Tags

from services.proxy.routes import PREFIX, ROUTES
from stacks.api import STAGE, Api
from stacks.bus import Bus
from stacks.config import LOCAL_ACCOUNT, LOCAL_REGION, REGION, Stage
from stacks.data import Data
from stacks.identity import Identity
from stacks.network import Network
from stacks.observability import Observability
from stacks.services import Services, SharedResources
from stacks.site import Certificate, Site, SiteResources
from stacks.storage import Storage

CERTIFICATE_REGION = "us-east-1"
(WEBHOOK_PATH,) = (route.path for route in ROUTES if route.name == "handle_webhook")


def build_store(app: App, stage: Stage) -> None:
    """Add every stack of the stage to the app."""
    env = (
        Environment(account=LOCAL_ACCOUNT, region=LOCAL_REGION)
        if stage.is_local
        else Environment(region=REGION)
    )

    def name(stack: str) -> str:
        return f"{stage.prefix}-{stack}"

    network = None if stage.is_local else Network(app, name("Network"), env, stage)
    data = Data(app, name("Data"), env, stage, network) if network else None
    identity = Identity(app, name("Identity"), env, stage)
    bus = Bus(app, name("Bus"), env, stage)
    storage = Storage(app, name("Storage"), env, stage)
    shared = SharedResources(bus, identity, storage.invoices, network, data)
    services = Services(app, name("Services"), env, stage, shared)
    api = Api(app, name("Api"), env, stage, services, identity)
    certificate = (
        Certificate(app, name("Certificate"), Environment(region=CERTIFICATE_REGION), stage)
        if stage.domain
        else None
    )
    site = Site(app, name("Site"), env, stage, SiteResources(storage, api, identity, certificate))
    Observability(app, name("Observability"), env, stage, bus, services, api)
    Tags.of(app).add("project", "crassula")
    Tags.of(app).add("stage", stage.name)
    _add_outputs(site, stage, bus, identity, storage, services, api)


def _add_outputs(
    site: Site,
    stage: Stage,
    bus: Bus,
    identity: Identity,
    storage: Storage,
    services: Services,
    api: Api,
) -> None:
    """Add the outputs by which other programs find the store, each in its resource's stack."""
    base = api.api.url.removesuffix("/")
    if stage.local:
        base = f"{stage.local.endpoint}/_aws/execute-api/{api.api.rest_api_id}/{STAGE}"
    _output(site, SiteUrl=site.url, SiteBucket=site.bucket.bucket_name)
    _output(
        api,
        ApiUrl=f"{base}{PREFIX}",
        PaymentWebhookUrl=f"{base}{PREFIX}{WEBHOOK_PATH}",
    )
    _output(
        identity,
        UserPoolId=identity.pool.user_pool_id,
        ClientId=identity.client.user_pool_client_id,
        SignInUrl=identity.sign_in_url,
    )
    _output(storage, InvoiceBucket=storage.invoices.bucket_name)
    _output(services, PaymentSecret=services.payment_secret.secret_arn)
    for service, inbox in bus.inboxes.items():
        _output(
            bus,
            **{
                f"InboxUrl{service.title()}": inbox.queue.queue_url,
                f"DlqUrl{service.title()}": inbox.dead_letters.queue_url,
            },
        )
    for service, function in services.functions.items():
        _output(services, **{f"Function{service.title()}": function.function.function_name})


def _output(stack: Stack, **outputs: str) -> None:
    for name, value in outputs.items():
        CfnOutput(stack, f"Output{name}", value=value).override_logical_id(name)

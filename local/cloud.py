"""The local cloud as one thing: three servers, the deployed stacks, the first day's goods."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import boto3

from local import deploy, seed
from local.bus import tell
from local.payments.__main__ import SECRET_KEY
from local.places import Places, Ports
from local.progress import step
from local.servers import Server, accepts_connections, answers_http
from local.shopper import Shopper, wait_for
from operations.webhooks import register
from services.shared.delivery import shop_day


@dataclass
class LocalCloud:
    """Everything that `make run` starts. `mongodb_uri` replaces the embedded database."""

    places: Places
    ports: Ports
    mongodb_uri: str = ""
    emulator: Server = field(init=False)
    database: Server = field(init=False)
    payments: Server = field(init=False)

    def __post_init__(self) -> None:
        home, ports = self.places, self.ports
        self.emulator = Server(
            "emulator",
            ["local.emulator", "--port", str(ports.emulator), "--state", str(home.emulator)],
            answers_http(f"{self.endpoint}/_ministack/ready"),
            home.logs / "emulator.log",
        )
        self.database = Server(
            "database",
            ["local.database", "--port", str(ports.database), "--data", str(home.database)],
            accepts_connections(ports.database),
            home.logs / "database.log",
        )
        self.payments = Server(
            "payment simulator",
            ["local.payments", "--port", str(ports.payments), "--data", str(home.payments)],
            accepts_connections(ports.payments),
            home.logs / "payments.log",
        )

    @property
    def endpoint(self) -> str:
        """The emulator's address: every AWS service of the local cloud."""
        return f"http://localhost:{self.ports.emulator}"

    @property
    def provider(self) -> str:
        """The payment simulator's address."""
        return f"http://127.0.0.1:{self.ports.payments}"

    @property
    def servers(self) -> list[Server]:
        """In the order in which they are started."""
        own_database = [] if self.mongodb_uri else [self.database]
        return [*own_database, self.payments, self.emulator]

    def start(self) -> None:
        """Start the servers. Raises ServerFailedError."""
        for server in self.servers:
            with step(f"Starting the {server.name}"):
                server.start()

    def stop(self) -> None:
        """Stop the servers, the emulator first: its functions use the others."""
        for server in reversed(self.servers):
            if server.is_alive():
                with step(f"Stopping the {server.name}"):
                    server.stop()

    def deploy(self) -> None:
        """Deploy the stacks of stage `local`, if they have changed. Raises DeployFailedError."""
        home = self.places
        assembly = home.home / "cdk.out"
        with step("Synthesising the stacks"):
            digest = deploy.synthesise(deploy.context(self.ports, self.mongodb_uri), assembly)
        if deploy.is_deployed(home, digest, self.endpoint):
            return
        with step("Deploying the stacks (cdk deploy)"):
            deploy.bootstrap(self.endpoint)
            deploy.deploy(assembly, self.endpoint, home.outputs)
        with step("Introducing the store and the payment simulator to each other"):
            self._introduce()
        home.deployed.write_text(digest)

    def _introduce(self) -> None:
        """The key of one, the address of the other, and a secret to sign by: as on AWS."""
        outputs, secrets = self.outputs(), self.client("secretsmanager")
        seed.seed_payment_key(secrets, outputs["PaymentSecret"], SECRET_KEY)
        register(secrets, outputs["PaymentSecret"], outputs["PaymentWebhookUrl"], self.provider)

    def seed(self, now: datetime) -> None:
        """Bring the catalogue, the zones, the delivery days to come, and the two people.

        Raises NotYetError when customers do not see the days in time.
        """
        outputs = self.outputs()
        with step("Bringing flowers, delivery days and two people"):
            today, people = shop_day(now), (seed.CUSTOMER, seed.FLORIST)
            seed.seed_people(self.client("cognito-idp"), outputs["UserPoolId"], people)
            tell(self.endpoint, outputs, seed.first_messages(today), "seed")
            wait_for(self._shown_days, set(seed.days_ahead(today)[1:]).issubset, "the shop's days")

    def _shown_days(self) -> set[date]:
        shown = Shopper(self.outputs()["ApiUrl"]).see("/delivery-days")["days"]
        return {date.fromisoformat(day["day"]) for day in shown}

    def client(self, service: Any) -> Any:
        """A boto3 client of it."""
        session = boto3.Session("test", "test", region_name=deploy.REGION)
        return session.client(service, endpoint_url=self.endpoint)

    def outputs(self) -> dict[str, str]:
        """How to find the deployed store, by the stacks' own outputs."""
        return deploy.read_outputs(self.places)

"""The local cloud as one thing: three servers, the deployed stacks, the first day's goods."""

from dataclasses import dataclass, field
from datetime import datetime

import boto3

from local import deploy, seed
from local.payments.__main__ import SECRET_KEY
from local.places import Places, Ports
from local.progress import step
from local.servers import Server, accepts_connections, answers_http


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
            home.deployed.write_text(digest)

    def seed(self, now: datetime) -> None:
        """Bring the catalogue, the delivery days from tomorrow on, and the two people."""
        outputs = self.outputs()
        session = boto3.Session("test", "test", region_name=deploy.REGION)
        with step("Bringing flowers, delivery days and two people"):
            cognito = session.client("cognito-idp", endpoint_url=self.endpoint)
            seed.seed_people(cognito, outputs["UserPoolId"], (seed.CUSTOMER, seed.FLORIST))
            secrets = session.client("secretsmanager", endpoint_url=self.endpoint)
            seed.seed_payment_key(secrets, outputs["PaymentSecret"], SECRET_KEY)
            today = now.astimezone(seed.SHOP_TIME).date()
            seed.seed_shop(self.endpoint, outputs["InboxUrlInventory"], today)

    def outputs(self) -> dict[str, str]:
        """How to find the deployed store, by the stacks' own outputs."""
        return deploy.read_outputs(self.places)

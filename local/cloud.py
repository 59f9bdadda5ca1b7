"""The local cloud: three servers, the deployed stacks and the initial data."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, TypeVar

import boto3

from deployment.paths import Paths, Ports
from local import deploy, seed
from local.bound import Terms
from local.bus import publish
from local.payments.__main__ import SECRET_KEY
from local.progress import step
from local.servers import Server, accepts_connections, answers_http, start_all, stop_all
from local.shopper import Shopper, wait_for
from services.manifest import SERVICES
from services.payment.gateways.provider.registration import register
from services.policy.delivery import shop_day
from services.runtime import mongo
from services.runtime.preparation import CACHE, DATABASE, prepare
from services.runtime.rights import Login

T = TypeVar("T")
SEEN_SECONDS = 60
"""How long it may take until customers see the initial data; a busy machine is slow."""


@dataclass
class LocalCloud:
    """Everything that `make run` starts. `mongodb_uri` replaces the embedded database."""

    paths: Paths
    ports: Ports
    mongodb_uri: str = ""
    terms: Terms = field(default_factory=Terms)
    emulator: Server = field(init=False)
    database: Server = field(init=False)
    payments: Server = field(init=False)

    def __post_init__(self) -> None:
        home, ports = self.paths, self.ports
        self.emulator = Server(
            "emulator",
            ["local.emulator", "--port", str(ports.emulator), "--state", str(home.emulator)],
            answers_http(f"{self.endpoint}/_ministack/ready"),
            home.logs / "emulator.log",
            self.terms,
        )
        self.database = Server(
            "database",
            ["local.database", "--port", str(ports.database), "--data", str(home.database)],
            accepts_connections(ports.database),
            home.logs / "database.log",
            self.terms,
        )
        self.payments = Server(
            "payment simulator",
            ["local.payments", "--port", str(ports.payments), "--data", str(home.payments)],
            accepts_connections(ports.payments),
            home.logs / "payments.log",
            self.terms,
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
        self.paths.prepare()
        start_all(self.servers)
        self._prepare_databases()

    def stop(self) -> None:
        """Stop the servers, the emulator first: its functions use the others."""
        stop_all(self.servers)

    def _prepare_databases(self) -> None:
        """Do what a step of each deployment does on AWS; a database of one's own gets no users."""
        uri = self.mongodb_uri or f"{deploy.DATABASE_HOST}:{self.ports.database}/"
        users = {service: Login(service.value, service.value) for service in SERVICES}
        logins = None if self.mongodb_uri else users
        with mongo.connect(uri) as client:
            prepare(client[mongo.DATABASE], DATABASE, logins)
            prepare(client[mongo.CACHE], CACHE, logins)

    def deploy(self) -> None:
        """Deploy the stacks of stage `local`, if they have changed. Raises DeployFailedError."""
        home = self.paths
        assembly = home.home / "cdk.out"
        with step("Synthesising the stacks"):
            context = deploy.context(self.ports, self.mongodb_uri)
            digest = deploy.synthesise(context, assembly, self.terms)
        if deploy.is_deployed(home, digest, self.endpoint):
            return
        # A deployment that fails half-way is repeated.
        home.deployed.unlink(missing_ok=True)
        with step("Deploying the stacks (cdk deploy)"):
            deploy.bootstrap(self.endpoint)
            deploy.deploy(assembly, self.endpoint, home.outputs, self.terms)
        with step("Connecting the store and the payment simulator"):
            self._connect_payments()
        home.deployed.write_text(digest)

    def _connect_payments(self) -> None:
        """Store the simulator's key, and register the store for its webhooks, as on AWS."""
        outputs, secrets = self.outputs(), self.client("secretsmanager")
        seed.seed_payment_key(secrets, outputs["PaymentSecret"], SECRET_KEY)
        register(secrets, outputs["PaymentSecret"], outputs["PaymentWebhookUrl"], self.provider)

    def seed(self, now: datetime) -> None:
        """Publish catalogue, zones and delivery days, and create the two people.

        Raises NotYetError when customers do not see the days in time.
        """
        outputs = self.outputs()
        with step("Adding flowers, delivery days and two people"):
            today, people = shop_day(now), (seed.CUSTOMER, seed.FLORIST)
            for person in self._unless_closing(people):
                seed.seed_people(self.client("cognito-idp"), outputs["UserPoolId"], (person,))
            publish(
                self.endpoint, outputs, self._unless_closing(seed.first_messages(today)), "seed"
            )
            expected = set(seed.days_ahead(today)[1:])
            wait_for(self._shown_days, expected.issubset, "the shop's days", SEEN_SECONDS)

    def _unless_closing(self, each: Iterable[T]) -> Iterator[T]:
        for one in each:
            self.terms.check()
            yield one

    def _shown_days(self) -> set[date]:
        self.terms.check()
        answer = Shopper(self.outputs()["ApiUrl"]).ask("GET", "/delivery-days")
        shown = answer.body["days"] if answer.status == HTTPStatus.OK else ()
        return {date.fromisoformat(day["day"]) for day in shown}

    def client(self, service: Any) -> Any:
        """A boto3 client of it."""
        session = boto3.Session("test", "test", region_name=deploy.REGION)
        return session.client(service, endpoint_url=self.endpoint)

    def outputs(self) -> dict[str, str]:
        """The outputs of the stacks: addresses and names of the deployed store."""
        return deploy.read_outputs(self.paths)

    def welcome(self) -> str:
        """The text that is printed once the store is open."""
        outputs = self.outputs()
        return f"""
Crassula is open.

  Site      {outputs["SiteUrl"]}
  API       {outputs["ApiUrl"]}/health
  Customer  {seed.CUSTOMER.email}   password {seed.CUSTOMER.password}
  Florist   {seed.FLORIST.email}   password {seed.FLORIST.password}

  make demo               see what the store can do   (in another terminal)
  make mail               read the e-mails to its customers
  make trace ORDER=...    follow one order through every service
  Ctrl-C or make stop     close the store; its state is kept until make reset
"""

"""Alarms and dashboard: a page only if a human is needed (T44), the rest at a glance (T45).

Tier `page`: messages that no service handles any more or that wait too long. Tier `ticket`: what
resolves itself or can wait until the morning.
"""

from collections.abc import Iterator, Mapping

from aws_cdk import Annotations, Duration, Environment, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from services.contracts.payments import MISMATCHES
from services.manifest import MANIFEST, PAYMENT, Participant, Tier
from services.runtime.logs import NAMESPACE, UNAVAILABLE
from stacks.api import Api
from stacks.bus import Bus, Inbox
from stacks.config import Stage
from stacks.services import Service, Services

MINUTE = Duration.minutes(1)
FIVE_MINUTES = Duration.minutes(5)
HOUR = Duration.hours(1)
OLDEST_SECONDS = 900
"""An older message has failed several times, or its function does not run."""

MONEY_HOURS = 25
"""Each night all is compared: what it found stays an alarm until the next night has found nothing.

So a difference pages once, and OK means that it is mended.
"""


ALARMS = iam.ServicePrincipal("cloudwatch.amazonaws.com")
ABOVE = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD


class Observability(Stack):
    """Two topics, their alarms and one dashboard."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        env: Environment,
        stage: Stage,
        bus: Bus,
        services: Services,
        api: Api,
    ) -> None:
        super().__init__(scope, name, env=env)
        key = kms.Key(
            self,
            "Key",
            enable_key_rotation=True,
            description="Crassula's alarms",
            removal_policy=RemovalPolicy.DESTROY,
        )
        key.grant(ALARMS, "kms:Decrypt", "kms:GenerateDataKey")
        self.page = self._topic("Page", key, stage)
        self.ticket = self._topic("Ticket", key, stage)
        if not (stage.alarm_email or stage.is_local):
            silence = "Nobody is told of alarms: name somebody with -c alarm_email=..."
            Annotations.of(self).add_warning_v2("crassula:alarm_email", silence)
        self._topics = {Tier.PAGE: self.page, Tier.TICKET: self.ticket}
        for service, inbox in bus.inboxes.items():
            self._watch_inbox(service, inbox)
        for service, function in services.functions.items():
            self._watch_function(service, function)
        self._watch_api(api)
        self._watch_money()
        if stage.domain:
            self._watch_mail()
        self._add_dashboard(bus.inboxes, services, api)

    def _topic(self, name: str, key: kms.IKey, stage: Stage) -> sns.Topic:
        topic = sns.Topic(self, name, master_key=key, enforce_ssl=True)
        # The policy that enforces TLS replaces the default one, which lets alarms publish.
        ours = {"StringEquals": {"aws:SourceAccount": self.account}}
        topic.grant_publish(ALARMS.with_conditions(ours))
        if stage.alarm_email:
            topic.add_subscription(subscriptions.EmailSubscription(stage.alarm_email))
        return topic

    def _alarm(
        self,
        topic: sns.Topic,
        name: str,
        metric: cloudwatch.IMetric,
        threshold: float,
        periods: int,
        description: str,
        datapoints: int | None = None,
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            name,
            metric=metric,
            threshold=threshold,
            evaluation_periods=periods,
            datapoints_to_alarm=datapoints,
            comparison_operator=ABOVE,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=description,
        )
        alarm.add_alarm_action(actions.SnsAction(topic))
        alarm.add_ok_action(actions.SnsAction(topic))

    def _watch_inbox(self, service: Participant, inbox: Inbox) -> None:
        topic = self._topics[MANIFEST[service].tier]
        dead = inbox.dead_letters.metric_approximate_number_of_messages_visible(
            period=MINUTE, statistic="max"
        )
        remedy = f"make redrive QUEUE={service}"
        self._alarm(
            topic,
            f"{service.title()}DeadLetters",
            dead,
            1,
            1,
            f"{service} gave up on a message. Find out why, mend it, then: {remedy}",
        )
        oldest = inbox.queue.metric_approximate_age_of_oldest_message(
            period=MINUTE, statistic="max"
        )
        self._alarm(
            topic,
            f"{service.title()}Waiting",
            oldest,
            OLDEST_SECONDS,
            3,
            f"A message to {service} has waited {OLDEST_SECONDS} s: does the function run?",
        )

    def _watch_function(self, service: Participant, function: Service) -> None:
        code = function.function
        errors = code.metric_errors(period=FIVE_MINUTES, statistic="sum")
        throttles = code.metric_throttles(period=FIVE_MINUTES, statistic="sum")
        for what, metric, periods in (("Errors", errors, 1), ("Throttles", throttles, 3)):
            name = f"{service.title()}{what}"
            self._alarm(self.ticket, name, metric, 1, periods, f"{what} of the {service} function")
        slow = code.metric_duration(period=FIVE_MINUTES, statistic="p95")
        limit = MANIFEST[service].timeout * 1000 / 2
        self._alarm(
            self.ticket,
            f"{service.title()}Slow",
            slow,
            limit,
            3,
            f"{service} needs half of its time-out or more (p95, milliseconds)",
        )

    def _watch_api(self, api: Api) -> None:
        errors = api.api.metric_server_error(period=FIVE_MINUTES, statistic="sum")
        slow = api.api.metric_latency(period=FIVE_MINUTES, statistic="p95")
        self._alarm(self.ticket, "ApiErrors", errors, 5, 1, "5xx answers of the API")
        self._alarm(self.ticket, "ApiSlow", slow, 2000, 3, "p95 of the API's latency, milliseconds")

    def _watch_money(self) -> None:
        """Page for differences that reconciliation finds (U5); a ticket for refused webhooks."""

        def counted(name: str, period: Duration = FIVE_MINUTES) -> cloudwatch.Metric:
            return cloudwatch.Metric(
                namespace=NAMESPACE,
                metric_name=name,
                dimensions_map={"service": PAYMENT.value},
                period=period,
                statistic="sum",
            )

        self._alarm(
            self.page,
            "MoneyMismatches",
            counted(MISMATCHES, HOUR),
            1,
            MONEY_HOURS,
            "The provider kept another amount than the books say: make reconcile STAGE=...",
            datapoints=1,
        )
        self._alarm(
            self.page,
            "ProviderUnavailable",
            counted(UNAVAILABLE),
            1,
            3,
            "The payment provider has not answered for 15 minutes; payments wait, none is lost",
        )
        self._alarm(
            self.ticket,
            "WebhooksRefused",
            counted("WebhooksRefused"),
            5,
            1,
            "Webhooks without the provider's signature: was the secret rolled, or is it somebody?",
        )

    def _watch_mail(self) -> None:
        """Warn at the rates from which Amazon SES reviews an account; later it suspends it.

        https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html
        """
        for what, rate in (("Bounce", 0.05), ("Complaint", 0.001)):
            metric = cloudwatch.Metric(
                namespace="AWS/SES",
                metric_name=f"Reputation.{what}Rate",
                period=HOUR,
                statistic="max",
            )
            why = f"Amazon SES counts a {what.lower()} for {rate:.1%} of our letters or more"
            self._alarm(self.ticket, f"Mail{what}s", metric, rate, 1, why)

    def _add_dashboard(
        self, inboxes: Mapping[Participant, Inbox], services: Services, api: Api
    ) -> None:
        dashboard = cloudwatch.Dashboard(self, "Dashboard")
        dashboard.add_widgets(*_dead_letters(inboxes))
        dashboard.add_widgets(
            cloudwatch.GraphWidget(
                title="Age of the oldest message (s)",
                left=[i.queue.metric_approximate_age_of_oldest_message() for i in inboxes.values()],
            ),
            cloudwatch.GraphWidget(
                title="Function errors",
                left=[f.function.metric_errors() for f in services.functions.values()],
            ),
            cloudwatch.GraphWidget(
                title="API: answers and errors",
                left=[
                    api.api.metric_count(),
                    api.api.metric_client_error(),
                    api.api.metric_server_error(),
                ],
            ),
        )


def _dead_letters(inboxes: Mapping[Participant, Inbox]) -> Iterator[cloudwatch.IWidget]:
    """One number per dead-letter queue; each should be 0."""
    width = 24 // len(inboxes)
    for service, inbox in inboxes.items():
        yield cloudwatch.SingleValueWidget(
            title=f"{service}: dead letters",
            width=width,
            metrics=[inbox.dead_letters.metric_approximate_number_of_messages_visible()],
        )

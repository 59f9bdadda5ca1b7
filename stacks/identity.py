"""Identity: Cognito's user pool, the shop's client, the group of florists."""

from aws_cdk import Annotations, Duration, Environment, RemovalPolicy, SecretValue, Stack
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from services.proxy.routes import FLORISTS
from stacks.accepted import accept
from stacks.config import LOCAL_SITE, UNKNOWN_SITE, Stage
from stacks.firewall import Firewall, writes_limited
from stacks.mail import LOCAL_PART

PASSWORD_LENGTH = 12
ACCESS_MINUTES = 60
REFRESH_DAYS = 30
SIGN_INS_PER_ADDRESS = 300
"""Requests to Cognito in five minutes: a sign-in has some three, and an office has one address."""
E_MAILS_PER_ADDRESS = 10
"""E-mails that one address may make Cognito send in ten minutes: the least that AWS can count."""
OPERATION_HEADERS = {
    "x-amz-target": "AWSCognitoIdentityProviderService.",
    "x-amzn-cognito-operation-name": "",
}
"""The headers that name an operation of Cognito, and what stands before the name."""
WRITING = ("SignUp", "ResendConfirmationCode", "ForgotPassword", "InitiateAuth")
"""What makes Cognito write an e-mail; the last one with a sign-in by a code."""
SIGN_UP_MINUTES = 15
"""How long after a sign-up its code also signs in. A code to sign in lives 3 minutes at Cognito."""


class Identity(Stack):
    """The user pool, its resource server and its two public clients."""

    def __init__(self, scope: Construct, name: str, env: Environment, stage: Stage) -> None:
        super().__init__(scope, name, env=env)
        self.pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=True,
            sign_in_aliases=cognito.SignInAliases(email=True),
            # Capitals make no second account. A pool that exists keeps what it was made with.
            sign_in_case_sensitive=False,
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            keep_original=cognito.KeepOriginalAttrs(email=True),
            standard_attributes=cognito.StandardAttributes(
                email=cognito.StandardAttribute(required=True, mutable=True)
            ),
            password_policy=cognito.PasswordPolicy(
                min_length=PASSWORD_LENGTH,
                require_digits=True,
                require_lowercase=True,
                require_symbols=True,
                require_uppercase=True,
            ),
            # Cognito cannot require a second factor from one group only: it asks everyone who has
            # set one up. Florists set one up before they join the group.
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(sms=False, otp=True),
            # Whoever has a second factor is not offered the code: Cognito lets nobody have both.
            sign_in_policy=cognito.SignInPolicy(
                allowed_first_auth_factors=cognito.AllowedFirstAuthFactors(
                    password=True, email_otp=stage.has_email_codes
                )
            ),
            email=self._sender(stage),
            feature_plan=cognito.FeaturePlan.PLUS,
            standard_threat_protection_mode=cognito.StandardThreatProtectionMode.FULL_FUNCTION,
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            removal_policy=RemovalPolicy.DESTROY if stage.is_local else RemovalPolicy.RETAIN,
            deletion_protection=not stage.is_local,
        )
        if not stage.is_local:
            self._protect(stage)
        accept(self.pool, "Customers may shop without a second factor; florists set one up", "COG2")
        self.pool.add_group(FLORISTS, group_name=FLORISTS, description="Do staff work")
        scope_shop = cognito.ResourceServerScope(
            scope_name="shop", scope_description="Use the shop's API"
        )
        resources = self.pool.add_resource_server("Api", identifier="crassula", scopes=[scope_shop])
        domain = self.pool.add_domain(
            "SignIn",
            cognito_domain=cognito.CognitoDomainOptions(
                # The prefix must be unique in the region, so it has the account's number.
                domain_prefix=f"crassula-{stage.name}-{self.account}"
            ),
        )
        providers = [_provider(self, self.pool, name, stage) for name in stage.identity_providers]
        site = site_of(stage)
        self.client = self.pool.add_client(
            "Shop",
            generate_secret=False,
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            access_token_validity=Duration.minutes(ACCESS_MINUTES),
            refresh_token_validity=Duration.days(REFRESH_DAYS),
            auth_flows=cognito.AuthFlow(user_srp=True),
            supported_identity_providers=[
                cognito.UserPoolClientIdentityProvider.COGNITO,
                *(
                    cognito.UserPoolClientIdentityProvider.custom(p.provider_name)
                    for p in providers
                ),
            ],
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[
                    cognito.OAuthScope.OPENID,
                    cognito.OAuthScope.EMAIL,
                    cognito.OAuthScope.PROFILE,
                    # Only customers who verify a new e-mail address ask for this scope (K28).
                    cognito.OAuthScope.COGNITO_ADMIN,
                    cognito.OAuthScope.resource_server(resources, scope_shop),
                ],
                callback_urls=[f"{site}/shop/signed-in"],
                logout_urls=[f"{site}/"],
            ),
        )
        for provider in providers:
            self.client.node.add_dependency(provider)
        self.code_client = self._code_client() if stage.has_email_codes else None
        self.issuer = f"https://cognito-idp.{self.region}.amazonaws.com/{self.pool.user_pool_id}"
        if stage.local:
            self.keys_url = f"{stage.local.endpoint}/{self.pool.user_pool_id}/.well-known/jwks.json"
            self.sign_in_url = stage.local.endpoint
        else:
            self.keys_url = f"{self.issuer}/.well-known/jwks.json"
            self.sign_in_url = domain.base_url()

    @property
    def code_client_id(self) -> str:
        """The client of those who sign in by a code from an e-mail; empty: nobody can."""
        return self.code_client.user_pool_client_id if self.code_client else ""

    def _code_client(self) -> cognito.UserPoolClient:
        """A client of its own, so that a token tells how its owner signed in.

        The proxy gives nobody staff rights who came by a code from an e-mail.
        """
        return self.pool.add_client(
            "Code",
            generate_secret=False,
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            auth_session_validity=Duration.minutes(SIGN_UP_MINUTES),
            access_token_validity=Duration.minutes(ACCESS_MINUTES),
            refresh_token_validity=Duration.days(REFRESH_DAYS),
            auth_flows=cognito.AuthFlow(user=True),
            disable_o_auth=True,
        )

    def _protect(self, stage: Stage) -> None:
        """Keep bots from signing up by the thousand: each of them costs an e-mail."""
        firewall = Firewall(
            self,
            "Firewall",
            "crassula-people",
            SIGN_INS_PER_ADDRESS,
            {"AWSManagedRulesAmazonIpReputationList": ()},
            writes_limited(2, OPERATION_HEADERS, WRITING, E_MAILS_PER_ADDRESS),
        )
        firewall.protect("InFront", self.pool.user_pool_arn)
        if not stage.has_own_mail:
            few = "Cognito's own address sends some 50 e-mails a day: see own_mail in README.md"
            Annotations.of(self).add_warning_v2("crassula:own_mail", few)

    def _sender(self, stage: Stage) -> cognito.UserPoolEmail | None:
        """Codes come from the shop's own address, once SES has verified its domain.

        Cognito's own address sends some 50 e-mails a day
        (https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html).
        """
        if stage.is_local or not stage.has_own_mail:
            return None
        return cognito.UserPoolEmail.with_ses(
            from_email=f"{LOCAL_PART}@{stage.domain}",
            from_name="Crassula",
            ses_region=self.region,
            ses_verified_domain=stage.domain,
        )


def site_of(stage: Stage) -> str:
    """The site's address: the target after sign-in, and of links in e-mails.

    Without a domain CloudFront chooses the address after this stack is deployed. Nobody can sign in
    until a second deployment names it.
    """
    if stage.local:
        return f"http://{LOCAL_SITE}.cloudfront.localhost:{stage.local.endpoint.rsplit(':', 1)[1]}"
    return f"https://{stage.domain}" if stage.domain else stage.site_url or UNKNOWN_SITE


def _provider(
    scope: Construct, pool: cognito.IUserPool, name: str, stage: Stage
) -> cognito.UserPoolIdentityProviderGoogle | cognito.UserPoolIdentityProviderFacebook:
    """Google or Facebook; the client's secret is `crassula/identity/<name>` in Secrets Manager."""
    secret = SecretValue.secrets_manager(f"crassula/identity/{name}")
    client_id = stage.identity_providers[name]
    if name == "google":
        return cognito.UserPoolIdentityProviderGoogle(
            scope,
            "Google",
            user_pool=pool,
            client_id=client_id,
            client_secret_value=secret,
            scopes=["openid", "email", "profile"],
            attribute_mapping=cognito.AttributeMapping(
                email=cognito.ProviderAttribute.GOOGLE_EMAIL
            ),
        )
    return cognito.UserPoolIdentityProviderFacebook(
        scope,
        "Facebook",
        user_pool=pool,
        client_id=client_id,
        client_secret=secret.unsafe_unwrap(),
        scopes=["email", "public_profile"],
        attribute_mapping=cognito.AttributeMapping(email=cognito.ProviderAttribute.FACEBOOK_EMAIL),
    )

"""The pages' configuration, and the origins that they may connect to."""

from aws_cdk import aws_s3 as s3

from services.proxy.routes import SHOP_SCOPE
from stacks.config import Stage
from stacks.identity import Identity

CONFIG = "app-config.json"
SCOPES = ("openid", "email", "profile", SHOP_SCOPE)
STRIPE = "https://js.stripe.com"
ISOLATION = {
    # A bank's page of 3-D Secure may open in a window, which still finds the shop.
    "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Other sites get no handle on our windows, and cannot load our answers into their processes."""
FOR_ALL_SITES = {"Cross-Origin-Resource-Policy": "cross-origin"}
"""Of the pages, for e-mails that somebody reads on a mail provider's site show our pictures."""
DENIED = ("browsing-topics", "camera", "display-capture", "geolocation", "microphone", "usb")
"""What no page of ours uses, and no frame in it may."""


def app_config(stage: Stage, identity: Identity) -> dict[str, object]:
    """The content of `/app-config.json`: public, read by `frontend/shop`."""
    at = f"{identity.sign_in_url}/oauth2"
    return {
        "auth": {
            "client_id": identity.client.user_pool_client_id,
            "code_client_id": identity.code_client_id,
            "scopes": list(SCOPES),
            "issuer": identity.issuer,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "logout_endpoint": f"{identity.sign_in_url}/logout",
            # The emulator has no page to sign up on.
            "sign_up_endpoint": "" if stage.local else f"{identity.sign_in_url}/signup",
            "account_endpoint": _account_endpoint(stage, identity),
        },
        "payment": {
            "script": f"{stage.local.payment_url if stage.local else STRIPE}/v3/",
            "publishable_key": stage.publishable_key,
        },
    }


def content_security_policy(stage: Stage, identity: Identity, invoices: s3.IBucket) -> str:
    """Allow only our scripts and the payment element's: none inline, and no DOM from strings.

    Stripe needs: https://docs.stripe.com/security/guide#content-security-policy
    """
    if stage.local:
        scripts = frames = payment = stage.local.payment_url
        documents = stage.local.endpoint
    else:
        scripts, payment = STRIPE, "https://api.stripe.com"
        frames = f"{STRIPE} https://*.js.stripe.com https://hooks.stripe.com"
        documents = f"https://{invoices.bucket_regional_domain_name}"
    account = _account_endpoint(stage, identity).rstrip("/")
    connect_sources = (identity.sign_in_url, account, payment, documents)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {scripts}",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self' {' '.join(dict.fromkeys(connect_sources))}",
            f"frame-src {frames}",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types angular crassula-payment",
        )
    )


def permissions_policy(stage: Stage) -> str:
    """Deny what no page uses. Wallets pay in the payment element, a frame that may ask for it."""
    payment = stage.local.payment_url if stage.local else STRIPE
    return ", ".join((*(f"{each}=()" for each in DENIED), f'payment=(self "{payment}")'))


def _account_endpoint(stage: Stage, identity: Identity) -> str:
    """Cognito's API: people sign up, sign in by a code, and verify a new e-mail address there."""
    if stage.local:
        return f"{stage.local.endpoint}/"
    return f"https://cognito-idp.{identity.region}.amazonaws.com/"

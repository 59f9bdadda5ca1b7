"""What the first use of AWS costs a function, as CPU time in ratios: the least of several runs."""

import pytest

from bench.conftest import Show
from bench.test_imports import BARE, RUNS, cpu_seconds
from services.runtime.aws import SERVICES

MODULE = "from services.runtime.aws import Aws\naws = Aws('eu-central-1')"
LOGIN = f"{MODULE}\naws.client('secretsmanager')"
"""What nearly every function begins with: the password of its database."""


def test_clients(table: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    cases = {
        "a bare interpreter": BARE,
        "our module, no client": MODULE,
        **{f"{each} alone": f"{MODULE}\naws.client('{each}')" for each in sorted(SERVICES)},
        "secretsmanager, sqs": f"{LOGIN}\naws.client('sqs')",
        "all of them": f"{MODULE}\nfor each in {sorted(SERVICES)}: aws.client(each)",
    }
    least = dict.fromkeys(cases, float("inf"))
    for _ in range(RUNS):
        for name, code in cases.items():
            least[name] = min(least[name], cpu_seconds(code))
    bare = least["a bare interpreter"]
    table(
        f"Clients of AWS (CPU time, least of {RUNS}); a bare interpreter took {bare * 1000:.0f} ms",
        ("", "x bare", "ms more"),
        ((name, took / bare, f"{(took - bare) * 1000:.0f}") for name, took in least.items()),
    )

"""The teams that may own an environment."""

from webservice.settings import Owner

OWNERS = (
    Owner(
        name="web-platform",
        email="web-platform@example.com",
        runbook_url="https://runbooks.example.com/web",
        slack_channel="#web-platform",
    ),
    Owner(
        name="data-platform",
        email="data-platform@example.com",
        runbook_url="https://runbooks.example.com/data",
        slack_channel="#data-platform",
    ),
)

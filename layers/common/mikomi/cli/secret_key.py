"""`mikomi secret-key SECRET`: the secret write key of a deployment, for whoever may read the deployment's secret."""

from mikomi.aws import secrets


def tell(secret: str) -> int:
    """Print the key and nothing else, so that it can be piped. 0; AWS's refusal passes through."""
    print(secrets.secret_key(secret))
    return 0

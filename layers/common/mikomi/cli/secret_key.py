"""`mikomi secret-key SECRET`: the secret write key of a deployment, for whoever may read the deployment's secret."""

import sys

from mikomi.aws import deployment, secrets
from mikomi.aws.deployment import Unreachable
from mikomi.aws.refusals import AwsRefusal, Silence
from mikomi.cli.speaking import DONE, WRONG

REFUSED = (
    "秘密「{secret}」を読めません。スタックの出力 SecretOfKeys の値か、権限を確かめてください。"
    " / The secret {secret!r} cannot be read: check that it is the stack's output SecretOfKeys, and your permissions."
    " ({why})"
)


def tell(secret: str) -> int:
    """Print the key and nothing else, so that it can be piped. 2, and what is wrong, if it cannot be read."""
    try:
        print(deployment.of_secret(secret, lambda: secrets.secret_key(secret)))
    except Unreachable as why:
        print(why, file=sys.stderr)
        return WRONG
    except (AwsRefusal, Silence) as why:
        print(REFUSED.format(secret=secret, why=why), file=sys.stderr)
        return WRONG
    return DONE

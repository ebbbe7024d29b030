"""The two constructions of the workspace bucket's name cannot drift apart."""

from local.template import Template
from tests.house import template


def test_publish_is_told_the_name_that_the_bucket_gets() -> None:
    """Named by a parameter or made from the stack's id: the function's variable is the bucket's name."""
    for chosen in ("", "our-workspace"):
        sam = Template(template.raw(), {"WorkspaceBucketName": chosen, "SenderDomain": "example.co.jp"})
        told = template.functions()["publish"]["Environment"]["Variables"]["MIKOMI_WORKSPACE_BUCKET"]
        assert sam.resolve(told) == sam.name("WorkspaceBucket")
        assert not chosen or sam.name("WorkspaceBucket") == chosen

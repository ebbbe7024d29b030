"""What a template shows in place of a value that its reader lacks."""

from functools import lru_cache

from mikomi.core.mails import template_tree, templates


@lru_cache(maxsize=256)
def defaults(source: str) -> dict[str, str]:
    """By dotted name, where the template says so by a plain text or number: `{{ lead.company | default("貴社") }}`."""
    from jinja2 import nodes

    instead: dict[str, str] = {}
    for each in templates.environment().parse(source).find_all(nodes.Filter):
        if each.name in ("default", "d") and each.args and isinstance(each.args[0], nodes.Const):
            shown = each.node
            while isinstance(shown, nodes.Filter):
                shown = shown.node
            if name := template_tree.dotted(shown):
                instead.setdefault(name, str(each.args[0].value))
    return instead

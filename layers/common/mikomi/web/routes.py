"""What people open and press: which address of `identify` is which page.

Rules
1. An address is looked up here once; what stands behind it is imported only then, because start-up is billed.
2. `/f/` is a form by its id (`/f/download`), or a rep's answer by the token of an earlier alert: a token has a dot in
   it, an id has none.
3. HEAD is answered as GET is; what is then sent of it is the gateway's to leave out.
"""

from mikomi.errors import Refused
from mikomi.http import Request, Response


def page(request: Request) -> Response:
    """The answer of the page at this address. `Refused` (`not_found`) where there is none."""
    if request.path == "/v1/id.gif":
        from mikomi.web import cookie

        return cookie.renew(request)
    return _page(request)


def _page(request: Request) -> Response:
    from mikomi.web import broken_link, download, forms, mail_view, opt_in, rep_answer, unsubscribe

    match "GET" if request.method == "HEAD" else request.method, broken_link.parts(request.path):
        case method, ["f", token] if "." in token:
            return rep_answer.ask(token) if method == "GET" else rep_answer.record(token)
        case "GET", ["v1", "forms", form] | ["f", form]:
            return forms.show(request, form)
        case "POST", ["v1", "forms", form] | ["f", form]:
            return forms.take(request, form)
        case "GET", ["u", token]:
            return unsubscribe.ask(request, token)
        case "POST", ["u", token]:
            return unsubscribe.unsubscribe(request, token)
        case "GET", ["k", token]:
            return opt_in.ask(token)
        case "POST", ["k", token]:
            return opt_in.record(token)
        case "GET", ["a", token]:
            return rep_answer.ask(token)
        case "POST", ["a", token]:
            return rep_answer.record(token)
        case "POST", ["s", token]:
            return rep_answer.note_seen(token)
        case "GET", ["d", token]:
            return download.give(request, token)
        case "GET", ["v", token]:
            return mail_view.show(token)
        case "GET", ["n", *issue]:
            from mikomi.web import newsletters

            return newsletters.show("/".join(issue)) if issue else newsletters.listed(request)
        case "GET", ["v1", "slots", slot]:
            from mikomi.web import slot_view

            return slot_view.show(request, slot)
        case _:
            raise Refused("not_found")

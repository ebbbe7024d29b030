"""The console's pages. Each is a function of the request and of who asks; htmx gets only the part that it swaps in."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from mikomi import clock, http, tokens
from mikomi.aws import plans, secrets
from mikomi.console import coupons, door, frame, stories, views, ways_out
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.mails.links import SEEN
from mikomi.core.session import Session
from mikomi.errors import Refused, sentence
from mikomi.http import Request, Response
from mikomi.shell.people import portraits

LANGUAGE = "mikomi-language"
ENTRIES = 40


def respond(request: Request, place: Sequence[str]) -> Response:
    """The answer to `/console/` and this place."""
    if place[:1] == ["static"]:
        return frame.static("/".join(place[1:])) or _nowhere(request)
    language = language_of(request)
    who = door.seated(request)
    if place[:1] == ["guide"] and request.method == "GET":
        return _remembering(request, _guide(request, who, place[1:]))
    if who is None:
        return door.ask_in(request, language)
    answer = door.noted(request, place, who, _respond(request, place, who))
    return _remembering(request, ways_out.passed(request, place, who, answer, language))


def _remembering(request: Request, response: Response) -> Response:
    """The language that was chosen holds from now on."""
    language = language_of(request)
    if request.query.get("lang") != language:
        return response
    cookie = f"{LANGUAGE}={language}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"
    return http.with_cookies(response, cookie)


def _guide(request: Request, who: Session | None, place: Sequence[str]) -> Response:
    """To anybody; whoever is logged in has the console around it."""
    from mikomi.console import guide

    told = guide.shown(list(place), language_of(request))
    if told is None:
        return _nowhere(request)
    if who is None:
        return frame.page("guide.html", language_of(request), **told)
    return _page(request, who, "guide.html", "guide", **told)


def authentication(request: Request, place: Sequence[str]) -> Response:
    """The answer to `/auth/` and this place."""
    language = language_of(request)
    match request.method, place:
        case "GET", ["login"]:
            return door.begin(request, language)
        case "GET", ["callback"]:
            return door.finish(request, language)
        case "POST", ["logout"]:
            who = door.seated(request)
            if who is None:
                return http.redirect("/console")
            if not door.check_ours(request, who):
                return door.message(language, 403, "post.refused", "post.refused_why", "/console", "home")
            return door.log_out(request, who, language)
        case _:
            return _nowhere(request)


def refused(request: Request, why: Refused) -> Response:
    """A page that says what is wrong with the request."""
    language = language_of(request)
    data = {"title": say("post.refused", language), "text": sentence(why.code, language, why.params)}
    return frame.page(
        "message.html", language, status=why.status, **data, link="/console", link_text=say("home", language)
    )


def language_of(request: Request) -> str:
    """`ja` or `en`: as asked for now, as chosen before, as the browser prefers."""
    chosen = [cookie.partition("=")[2] for cookie in request.cookies if cookie.startswith(f"{LANGUAGE}=")]
    return next((each for each in (request.query.get("lang"), *chosen) if each in ("ja", "en")), request.language)


def _respond(request: Request, place: Sequence[str], who: Session) -> Response:
    if request.method == "POST" and not door.check_ours(request, who):
        return _refused(request)
    if (kept_out := door.kept_out(request, place, who, language_of(request))) is not None:
        return kept_out
    request = door.narrowed(request, place, who)
    match request.method, place:
        case "GET", [] if not {"email", "cursor"} & request.query.keys():
            from mikomi.console import start

            return _page(request, who, "start.html", "start", **start.seen(_screen(request)))
        case "GET", [] | ["leads"]:  # the list of leads stood at /console before there was a start page
            from mikomi.console import lead_list

            return lead_list.respond(request, who, _screen(request), _shown(request, who, "leads"))
        case "GET", ["leads.csv"]:
            from mikomi.console import lead_file

            return lead_file.respond(request, place, _screen(request))
        case "GET", ["week.csv"] | ["week", _, _]:
            return _week(request, who, place)
        case "GET", ["today"]:
            from mikomi.console import today

            return _page(request, who, "today.html", "today", **today.seen(request, who, _screen(request)))
        case "GET", ["leads", person]:
            return _lead(request, who, person)
        case _, ["suppressions", *of]:
            from mikomi.console import suppressions

            shown = _shown(request, who, "suppressions")
            return suppressions.respond(request, who, of, _screen(request), shown) or _nowhere(request)
        case "POST", ["leads", "views"]:
            from mikomi.console import lead_list

            return lead_list.keep(request, who.email or who.user)
        case "POST", ["leads", person, "acts"]:
            from mikomi.console import acts

            return acts.press(request, person, who.email or who.user)
        case _, ["leads", person, *of]:
            from mikomi.console import lead_pages

            shown = _shown(request, who, "lead")
            return lead_pages.respond(request, who, person, of, _screen(request), shown) or _nowhere(request)
        case "GET", ["companies", *of]:
            from mikomi.console import companies

            shown = _shown(request, who, "companies")
            return companies.respond(request, of, _screen(request), shown) or _nowhere(request)
        case "GET" | "POST", ["proposals"]:
            from mikomi.console import likenesses

            shown = _shown(request, who, "like")
            return likenesses.respond(request, who.email or who.user, _screen(request), shown)
        case "GET" | "POST", ["imports", *of]:
            from mikomi.console import imports

            shown = _shown(request, who, "imports")
            return imports.respond(request, who, of, _screen(request), shown) or _nowhere(request)
        case "GET", ["visitors", browser]:
            return _visitor(request, who, browser)
        case "GET" | "POST", ["scenarios", *of]:
            return _scenarios(request, who, of)
        case "GET", [("sources" | "sales" | "showings") as here, *of]:
            return _looked_back(request, who, here, of)
        case "GET", ["next" | "next.csv", *of]:
            from mikomi.console import outlook

            return outlook.respond(request, place, _screen(request), _shown(request, who, "next")) or _nowhere(request)
        case "GET", ["segments"]:
            from mikomi.console import segments

            return _page(request, who, "segments.html", "segments", **segments.listed(_screen(request)))
        case "POST", ["segments", "count"]:
            from mikomi.console import segments

            return segments.count()
        case "GET", ["segments", segment]:
            return _segment(request, who, segment, saved=False)
        case "GET", ["segments", segment, "people.csv"]:
            return _segment(request, who, segment, saved=True)
        case _, ["mailings", *of]:
            from mikomi.console import mailings

            shown = _shown(request, who, "mailings")
            return mailings.respond(request, who.user, of, _screen(request), shown) or _nowhere(request)
        case "GET" | "POST", ["preview", *of]:
            return _preview(request, who, of)
        case "GET", ["work"]:
            from mikomi.console import work

            return _page(request, who, "work.html", "work", **work.listed(_screen(request)))
        case "POST", ["work", *of, ("stop" | "resume") as verb]:
            from mikomi.console import work

            return work.act("/".join(of), verb)
        case method, ["coupons"]:
            if method == "POST":
                return coupons.act(request)
            return _page(request, who, "coupons.html", "coupons", **coupons.seen(request, _screen(request)))
        case _, [("versions" | "sending") as here, *of]:
            from mikomi.console import marketing_stop, versions

            page = {"versions": versions.respond, "sending": marketing_stop.respond}[here]
            return page(request, who, of, _screen(request), _shown(request, who, here)) or _nowhere(request)
        case _, ["attention", *of]:
            from mikomi.console import attention

            shown = _shown(request, who, "attention")
            return attention.respond(request, of, _screen(request), shown) or _nowhere(request)
        case "GET", [("mailbox" | "clock") as name] if door.is_open(request):
            return _page(request, who, f"{name}.html", name, zone=plans.active().settings.timezone)
        case _:
            return _nowhere(request)


def _shown(request: Request, who: Session, here: str) -> Callable[[str, dict[str, Any]], Response]:
    """What makes a template a page, for those modules that answer for a whole place."""
    return lambda template, data: _page(request, who, template, here, **data)


def _lead(request: Request, who: Session, person: str) -> Response:
    screen = _screen(request)
    portrait = portraits.lead(person, screen.language)
    if portrait is None:
        return door.message(screen.language, 404, "person.gone", "person.gone_why", "/console/leads", "leads.all")
    try:
        page = portraits.story_page(portrait.person, ENTRIES, request.query.get("cursor") or None)
    except portraits.BadCursor:
        return http.redirect(f"/console/leads/{portrait.person.id}")
    older = f"/console/leads/{portrait.person.id}?cursor={page.next}" if page.next else ""
    alert = request.query.get("alert", "")
    seen = alert if alert and tokens.unseal(secrets.root(), SEEN, alert) else ""
    from mikomi.console import acts, desk, score_course

    entries = stories.story(page.entries, screen, portraits.plans_of(page.entries), desk.acts_of(portrait.person, page))
    data: dict[str, Any] = {"story": entries, "older": older, "only_latest": stories.only_latest(page, screen)}
    if request.headers.get("hx-request") and request.query.get("cursor"):
        return frame.page("story.html", screen.language, csrf=door.csrf(who), seat=who, **data)
    data |= {"offered": acts.offered(portrait.person, screen), "seen": seen}
    data |= {
        "desk": desk.shown(portrait.person, screen, request.query),
        "course": score_course.seen(page, entries, screen),
    }
    lead = views.card(portrait, portraits.suppressed(portrait.person), screen)
    return _page(request, who, "lead.html", "lead", lead=lead, **data)


def _visitor(request: Request, who: Session, place: str) -> Response:
    from mikomi.console import visitors

    browser = visitors.browser_at(place)
    if request.headers.get("hx-request"):
        return visitors.again(request, browser, _screen(request))
    return _page(request, who, "visitor.html", "visitor", **visitors.seen(browser, _screen(request)))


def _scenarios(request: Request, who: Session, of: Sequence[str]) -> Response:
    from mikomi.console import scenario_pages

    def shown(template: str, data: dict[str, Any]) -> Response:
        return _page(request, who, template, "scenarios", **data)

    return scenario_pages.respond(request, of, who.email or who.user, _screen(request), shown)


def _looked_back(request: Request, who: Session, here: str, of: Sequence[str]) -> Response:
    """The pages of what is counted once a night."""
    from mikomi.console import sales, showings, sources

    screen, block = _screen(request), {"sources": sources, "sales": sales, "showings": showings}[here]
    match of:
        case []:
            return _page(request, who, f"{here}.html", here, **{here: block.seen(screen)})
        case ["people"] if people := block.people(request.query, screen):
            if request.headers.get("hx-request") and request.query.get("cursor"):
                return frame.page("behind_people.html", screen.language, behind=people)
            return _page(request, who, "behind.html", here, behind=people)
        case [name] if name.endswith(".csv"):
            text = block.file(name.removesuffix(".csv"), request.query, screen)
            if text is not None:
                return frame.csv(text, f"{here}-{name}")
    return _nowhere(request)


def _week(request: Request, who: Session, place: Sequence[str]) -> Response:
    from mikomi.console import start, week

    screen = _screen(request)
    if place == ["week.csv"]:
        return frame.csv(start.file(screen), "week.csv")
    _, name, what = place
    number = what.removesuffix(".csv")
    try:
        if number != what:
            return frame.csv(week.file(name, number, request.query, screen), f"{number}-{name}.csv")
        told = week.seen(name, number, request.query, screen)
    except week.NoSuchList:
        return door.message(screen.language, 404, "week.gone", "week.gone_why", "/console", "home")
    if request.headers.get("hx-request") and "from" in request.query:
        return frame.page("things.html", screen.language, **told)
    return _page(request, who, "week.html", "start", **told)


def _preview(request: Request, who: Session, of: Sequence[str]) -> Response:
    from mikomi.console import sample_test, samples

    screen = _screen(request)
    mine = sample_test.receiver(who.email, screen.plan.settings, local=who is door.HERE)
    return samples.respond(request, of, mine, screen, _shown(request, who, "preview")) or _nowhere(request)


def _segment(request: Request, who: Session, name: str, *, saved: bool) -> Response:
    from mikomi.console import segments
    from mikomi.shell.everybody import audience

    screen = _screen(request)
    segment = segments.known(name)
    if segment is None:
        return segments.gone(screen.language)
    if saved:
        return segments.saved(segment, screen)
    try:
        if request.headers.get("hx-request") and request.query.get("cursor"):
            return frame.page("people.html", screen.language, **segments.people(segment, request, screen))
        return _page(request, who, "segment.html", "segments", **segments.one(segment, request, screen))
    except audience.NoSuchPage:
        return http.redirect(f"{segments.HERE}/{segment.id}")


def _page(request: Request, who: Session, template: str, here: str, *, status: int = 200, **data: Any) -> Response:
    kept = urlencode({name: value for name, value in request.query.items() if name not in ("lang", "cursor")})
    return frame.page(
        template,
        language_of(request),
        status=status,
        user=None if who is door.HERE else who.email or who.user,
        csrf=door.csrf(who),
        seat=who,
        inside=True,
        local=door.is_open(request),
        here=here,
        elsewhere=f"?{kept}&" if here in ("leads", "companies") and kept else "?",
        **data,
    )


def _screen(request: Request) -> Screen:
    return Screen(language_of(request), clock.now(), plans.active())


def _refused(request: Request) -> Response:
    language = language_of(request)
    return door.message(language, 403, "post.refused", "post.refused_why", "/console/attention", "attention")


def _nowhere(request: Request) -> Response:
    return door.message(language_of(request), 404, "page.none", "page.none_why", "/console", "home")

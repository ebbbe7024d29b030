// The browser tag: one function, `mikomi(call, …)`, and what it sees by itself.
//
// Rules
// 1. It never breaks the page: no global but `mikomi` (and `analytics` where the site asks for it), no exception, no
//    blocking, no cookie of another site.
// 2. Calls made before it has loaded wait in `mikomi.q` and come in their order, `init` and `consent` before all.
// 3. What each part may do, its own file says.

import { d, on, site, w } from "./browser";
import { listen } from "./clicks";
import { conclude, restart, watch } from "./engaged";
import { add, adopt, empty, flush, leave, track } from "./sending";
import { fill, show } from "./slots";
import { address, arrive, look, view } from "./view";
import { anonymousId, decide, forget, may, mode, name, renew } from "./who";

declare const VERSION: string;

const script = (d.currentScript || d.querySelector('script[src*="/tag"][src*="key="]')) as HTMLScriptElement | null;
if (script) {
  const source = new URL(script.src);
  site.host = source.origin;
  site.key = source.searchParams.get("key");
}

/** What waited for the visitor's consent. */
const start = () => {
  if (!may()) return;
  anonymousId();
  renew();
  adopt();
  fill();
};

/** `page([category], [name], [properties])`, as Segment has it. */
const page = (...given: unknown[]) => {
  conclude();
  restart();
  look();
  const texts = given.filter((each) => typeof each == "string");
  add("page", { name: texts.pop(), properties: given.find((each) => typeof each == "object") });
  fill();
};

const moved = () =>
  setTimeout(() => {
    // By now the site has set the title.
    if (site.auto != false && (!view || address() != view.page.url)) page();
  });

const calls: Record<string, (...given: any[]) => unknown> = {
  init: (options) => Object.assign(site, options),
  page,
  track: (event, properties) => track(event, properties),
  identify: (user, traits) => {
    if (user && typeof user == "object") traits = user;
    else if (user) name(String(user));
    add("identify", { traits });
  },
  group: (groupId, traits) => add("group", { groupId, traits }),
  consent: (said) => {
    decide(said);
    if (mode() == "denied") {
      empty();
      restart();
      forget();
    } else start();
  },
  reset: () => {
    flush();
    forget();
  },
  ready: (tell) => tell(anonymousId()),
  show,
};

const mikomi = (call: string, ...given: unknown[]) => {
  try {
    calls[call]?.(...given);
  } catch (wrong) {
    console.warn("mikomi", wrong);
  }
};
mikomi.version = VERSION;

const begin = () => {
  const early = /^(init|consent)$/;
  const waiting: IArguments[] = (w.mikomi && w.mikomi.q) || [];
  const said = (first: boolean) =>
    [...waiting].forEach((call) => early.test(call[0]) == first && mikomi(...(call as unknown as [string])));
  w.mikomi = mikomi;
  said(true);
  arrive();
  ["pushState", "replaceState"].forEach((change) => {
    const original = (history as any)[change];
    (history as any)[change] = function () {
      original.apply(this, arguments);
      moved();
    };
  });
  on(w, "popstate", moved);
  on(w, "pageshow", (event) => event.persisted && site.auto != false && page());
  watch();
  listen();
  on(w, "pagehide", leave);
  on(d, "visibilitychange", () => d.hidden && leave());
  on(w, "online", flush);
  on(d, "DOMContentLoaded", fill);
  start();
  if (site.auto != false) page();
  if (site.analytics) {
    // Segment's calls: those that we do not know do nothing.
    const before = w.analytics;
    w.analytics = new Proxy({}, { get: (_, call: string) => (...given: unknown[]) => mikomi(call, ...given) });
    if (Array.isArray(before)) before.forEach((call) => mikomi(...(call as [string])));
  }
  said(false);
};

if (!w.mikomi || !w.mikomi.version) (d as any).prerendering ? on(d, "prerenderingchange", begin) : begin();

// The browser tag: one function, `mikomi(call, …)`, and what it sees by itself.
//
// Rules
// 1. It never breaks the page: no global but `mikomi`, no exception, no blocking, no cookie of another site.
// 2. Calls made before it has loaded wait in `mikomi.q` and come in their order, `init` and `consent` before all.
// 3. What each part may do, its own file says.

import { address, look, unprove, view } from "./view";
import { listen } from "./clicks";
import { anonymousId, consent, forget, keep, remember } from "./who";
import { add, flush, leave, track } from "./sending";
import { act, conclude, handle, measure } from "./engaged";
import { show } from "./slots";
import { d, on, site } from "./browser";

declare const VERSION: string;
declare const window: any;

const page = (name?: unknown, properties?: unknown) => {
  // Not before the first view: to measure would make the browser lay out a page that is still coming.
  if (view) conclude();
  look();
  add("page", (name as any)?.trim ? { name, properties } : { properties: name });
};

const auto = () => site.manual || page();

/** Whether the address changed without a load is looked at whenever the visitor does something, and each second. */
const moved = () => address() != view?.page.url && auto();

const calls: Record<string, (...given: any[]) => unknown> = {
  init: (options) => Object.assign(site, options),
  track,
  page,
  identify: (user, traits) => {
    if (Object(user) === user) traits = user;
    else user && keep("user", user);
    add("identify", { traits });
  },
  group: (groupId, traits) => add("group", { groupId, traits }),
  consent,
  reset: () => {
    forget(/^mikomi\.[^cq]/);
    unprove();
  },
  ready: (tell) => tell(anonymousId()),
  show,
};

const begin = () => {
  const mikomi = (call: string, ...given: unknown[]) => {
    try {
      if (view) moved();
      calls[call]?.(...given);
    } catch (wrong) {
      console.warn(wrong);
    }
  };
  const waiting: [string][] = window.mikomi?.q || [];
  window.mikomi = mikomi;
  mikomi.version = VERSION;
  const rest = waiting.filter((call) => !/^(in|co)/.test(call[0]) || mikomi(...call));
  listen();
  moved();
  rest.forEach((call) => mikomi(...call));
  show();
  on("keydown pointerdown pointermove focus blur scroll", (event) => {
    // Of scrolling and focus only the page's own; what else happens to an element is a pointer's or a key's.
    if (event.target.tagName) {
      if (!event.bubbles) return;
      handle(event.isTrusted);
    }
    moved();
    act();
  });
  on("pagehide visibilitychange", () => {
    conclude();
    leave();
  });
  setInterval(() => {
    moved();
    measure();
    remember();
    flush();
    show();
  }, 1e3);
  on("pageshow", (event) => event.persisted && auto());
};

if (!window.mikomi?.version) (d as any).prerendering ? on("prerenderingchange", begin) : begin();

// Whether we may follow, and whom.
//
// Rules
// 1. GRANTED: a cookie, storage, sending. PENDING: all stays in this page's memory. DENIED: nothing is even noted.
// 2. What the visitor decided stands. Before that, Global Privacy Control and Do Not Track mean denied; a page that says
//    `mikomi('consent', 'pending')` waits; any other is granted. A machine that drives a browser is nobody.
// 3. The anonymousId stands in a first-party cookie of the widest domain that takes it, so that www. and shop. know one
//    visitor. Browsers cut short the life of what a script has written: once a day the server, where it is of the same
//    site, is asked to write it anew.

import { at, browser, d, random } from "./browser";

export const DENIED = "";
const PENDING = 1;
export const GRANTED = 2;

const bot = browser.webdriver || /bot[-/;]|spider|headless|lighthouse/i.test(browser.userAgent);
let memory: Record<string, any> = {};
let storage = memory;
/** What happened and is in no packet yet, each event as JSON: in this page's memory alone. */
export const unpacked: string[] = [];
try {
  storage = localStorage;
} catch {
  // A browser that keeps nothing: this page's memory and the cookie must do.
}
let decided: number | string | undefined = storage["mikomi.consent"];
export let mode: any = bot
  ? DENIED
  : decided ?? (browser.globalPrivacyControl || browser.doNotTrack == 1 ? DENIED : GRANTED);


/** What is kept under our name, and where. */
export const box = () => (mode == PENDING ? memory : storage);

export const kept = (name: string) => box()["mikomi." + name];

export const keep = (name: string, value: unknown): unknown => {
  try {
    box()["mikomi." + name] = value;
  } catch {
    // The storage is full: from here on it is as if there were none.
    storage = memory;
    keep(name, value);
  }
  return value;
};

const cookie = () => /mikomi_id=([^;]+)/.exec(d.cookie)?.[1];

/** Sets the cookie for the widest domain that takes it (a public suffix takes none), which is the answer; without a
 * value it ends. */
const bake = (value?: any): string | undefined => {
  value && bake(); // a cookie that is there already would seem to be taken by any domain
  const parts = location.hostname.split(".");
  return parts
    .map((_, above) => parts.slice(~above).join("."))
    .find((domain) => {
      d.cookie = "mikomi_id=" + value + ";path=/;SameSite=Lax;Secure;domain=" + domain + ";max-age=" + (value ? 34560000 : 0);
      return cookie() == value;
    });
};

/** Who this browser is; while pending, who this page is; undefined when it is not to be known. */
export const anonymousId = () => {
  if (mode) return keep("id", (mode == GRANTED && cookie()) || kept("id") || random());
};

export const forget = (names: RegExp) => {
  for (const name in box()) if (names.test(name)) delete box()[name];
  bake();
};

/** 'pending' only asks to wait; it takes no decision of the visitor back. */
export const consent = (said: string) => {
  if (said == "pending") decided || (mode && (mode = PENDING));
  else bot || keep("consent", (decided = mode = said == "granted" ? GRANTED : DENIED));
  if (!mode) {
    unpacked.length = 0;
    forget(/^mikomi\.[^c]/);
  }
};

/** From now on this browser may know its visitor. */
export const remember = () => {
  if (mode < GRANTED) return;
  Object.assign(storage, memory);
  memory = {};
  if (!(Date.now() - kept("day") < 864e5)) {
    keep("day", Date.now());
    new Image().src = at("id.gif?a=" + anonymousId() + "&d=" + bake(anonymousId()));
  }
};

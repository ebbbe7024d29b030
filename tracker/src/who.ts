// Whether we may follow, and whom.
//
// Rules
// 1. granted: a cookie, storage, sending. pending: all stays in this page's memory. denied: nothing is even noted.
// 2. What the visitor decided stands. Before that, Global Privacy Control and Do Not Track mean denied; a page that says
//    `mikomi('consent', 'pending')` waits; any other is granted. A machine that drives a browser is nobody.
// 3. The anonymousId stands in a first-party cookie of the widest domain that takes it, so that www. and shop. know one
//    visitor. Browsers cut short the life of what a script has written, so it is written once, and a server of the same
//    site renews it, asked once a day.

import { d, keep, kept, random, site } from "./browser";

const bot = navigator.webdriver || /bot|crawl|spider|headless|lighthouse/i.test(navigator.userAgent);
let decided = kept("consent");
let asks = false;
let anonymous: string | undefined;
let named: string | undefined;

export const mode = () =>
  bot
    ? "denied"
    : decided ||
      ((navigator as any).globalPrivacyControl || navigator.doNotTrack == "1" ? "denied" : asks ? "pending" : "granted");

export const may = () => mode() == "granted";

/** 'pending' only asks to wait; it takes no decision of the visitor back. */
export const decide = (said: unknown) => {
  if (said == "pending") asks = true;
  else keep("consent", (decided = said == "granted" ? "granted" : "denied"));
};

const cookie = () => (/(?:^|; )mikomi_id=([^;]+)/.exec(d.cookie) || [])[1];

const bake = (name: string, value: string, age: number, domain: string) => {
  d.cookie =
    `${name}=${value};path=/;SameSite=Lax;max-age=${age}` +
    (location.protocol == "https:" ? ";Secure" : "") +
    (domain && ";domain=" + domain);
};

/** The widest domain of this page that takes a cookie (a public suffix takes none); "" where only the host does. */
const widest = () => {
  const parts = location.hostname.split(".");
  for (let from = parts.length - 1; from-- > 0; ) {
    const domain = parts.slice(from).join(".");
    bake("mikomi_d", "1", 9, domain);
    if (d.cookie.includes("mikomi_d=")) {
      bake("mikomi_d", "", 0, domain);
      return domain;
    }
  }
  return "";
};

/** Who this browser is; while pending, who this page is; undefined when it is not to be known. */
export const anonymousId = () => {
  if (may()) {
    anonymous = cookie() || kept("id") || anonymous || random();
    if (!cookie()) bake("mikomi_id", anonymous, 34560000, widest());
    keep("id", anonymous);
    if (named) keep("user", named);
  } else if (mode() == "pending") anonymous = anonymous || random();
  return anonymous;
};

export const userId = () => named || (may() && kept("user")) || undefined;

export const name = (user: string) => {
  named = user;
};

export const forget = () => {
  anonymous = named = undefined;
  bake("mikomi_id", "", 0, widest());
  ["id", "user", "day"].forEach((each) => keep(each));
};

/** Once a day a server of the same site writes the cookie anew. */
export const renew = () => {
  const today = new Date().toISOString().slice(0, 10);
  const domain = widest();
  if (kept("day") != today && new URL(site.host).hostname.endsWith(domain)) {
    keep("day", today);
    new Image().src = `${site.host}/v1/id.gif?a=${anonymousId()}&d=${domain}`;
  }
};

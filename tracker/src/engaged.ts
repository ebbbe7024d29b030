// How long the visitor was really there, and how far he read.
//
// Rules
// 1. Time counts while the page is visible and has the focus, up to 30 seconds after the visitor last did something.
// 2. It is told in deltas (what is lost is one delta): when the page is hidden, loses the focus or gives way to the next
//    view, and whenever a minute has gathered.
// 3. It is told with it whether a hand was seen since the page was loaded: a pointer, a touch or a key, by the browser's own
//    word. What runs a page's scripts with nobody before it shows none; scrolling is none, because pages scroll by themselves.
// 4. A page that moves by itself does nothing for its visitor: only the document's own scrolling counts, not a carousel's.

import { d } from "./browser";
import { track } from "./sending";

const there = () => !d.hidden && d.hasFocus();

let since = Date.now();
let acted = since;
let watched = there();
let engaged = 0;
let deepest = 0;
let hand: any;

const tell = () => {
  if (engaged > 499)
    track("Page Engaged", {
      engaged_ms: engaged,
      scroll_percent: Math.min(100, ((100 * deepest) / d.documentElement.scrollHeight) | 0),
      hand,
    });
  engaged = 0;
};

export const measure = () => {
  const end = Math.min(Date.now(), acted + 3e4);
  if (watched && end > since) engaged += end - since;
  since = Date.now();
  watched = there();
  deepest = Math.max(deepest, scrollY + innerHeight);
  engaged < 6e4 || tell();
};

/** The view ends: what has gathered belongs to it. */
export const conclude = () => {
  measure();
  tell();
  acted = since;
  deepest = 0;
};

/** The visitor did something, or turned to the page or away from it. */
export const act = () => {
  measure();
  if (watched) acted = since;
  else tell();
};

/** A pointer, a touch or a key; `trusted`: the browser says that it was one. */
export const handle = (trusted: any) => (hand |= trusted);

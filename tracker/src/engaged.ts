// How long the visitor was really there, and how far he read.
//
// Rules
// 1. Time counts while the page is visible and has the focus, up to 30 seconds after the visitor last did something.
// 2. It is told in deltas (what is lost is one delta): when the page is hidden, loses the focus or gives way to the next
//    view, and whenever a minute has gathered.
// 3. A page that moves by itself does nothing for its visitor: only the document's own scrolling counts, not a carousel's.

import { d, now, on, w } from "./browser";
import { track } from "./sending";
import { view } from "./view";

const there = () => d.visibilityState == "visible" && d.hasFocus();

let since = now();
let acted = since;
let watched = there();
let engaged = 0;
let deepest = 0;

const tell = () => {
  if (engaged < 500 || !view) return;
  track(
    "Page Engaged",
    {
      engaged_ms: engaged,
      path: view.page.path,
      scroll_percent: Math.min(100, Math.round((deepest / d.documentElement.scrollHeight) * 100)),
    },
    view,
  );
  engaged = 0;
};

const measure = () => {
  const time = now();
  if (watched) engaged += Math.max(0, Math.min(time, acted + 3e4) - since);
  since = time;
  watched = there();
  deepest = Math.max(deepest, scrollY + innerHeight);
  if (engaged >= 6e4) tell();
};

const act = () => {
  measure();
  acted = since;
};

/** The page came to the front, or left it. */
const turn = () => {
  measure();
  if (watched) acted = since;
  else tell();
};

export const watch = () => {
  on(w, "pointerdown pointermove keydown wheel touchstart touchmove", act);
  on(w, "scroll", act, false);
  on(w, "focus blur", turn, false);
  on(d, "visibilitychange", turn);
  on(w, "pagehide", conclude);
  setInterval(measure, 5e3);
};

/** The view ends: what has gathered belongs to it. */
export const conclude = () => {
  measure();
  tell();
};

export const restart = () => {
  engaged = deepest = 0;
  acted = since;
};

// Tells that a rep sees the page to which an alert leads:
//   <script src="/seen.js" data-seen="…" defer></script>
//
// Rules
// 1. What opens links by itself (a mail gateway, a preview) sees nothing: told is what a person's hand shows (a pointer, a
//    wheel, a key) on a page that stands before them. Scrolling is none: pages scroll by themselves.
// 2. Once a page; the server knows it once an alert. The page needs none of it: without this script an answer says as much.

import { browser, d, on } from "./browser";

const token = (d.currentScript as HTMLScriptElement).dataset.seen!;
let told = false;

on("pointermove pointerdown wheel touchstart keydown", (deed) => {
  if (!told && deed.isTrusted && d.visibilityState == "visible")
    told = browser.sendBeacon("/s/" + encodeURIComponent(token));
});

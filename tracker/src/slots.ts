// Places of a page that Mikomi fills: `<div data-mikomi-slot="id">`, or `mikomi('show', id, where)`.
//
// The page works without: its own content stays until ours has come, and where none comes.

import { d, site } from "./browser";
import { anonymousId, may } from "./who";

const asked = new Set<Element>();

export const show = (slot: string, where?: string | Element) => {
  if (!may()) return;
  const places =
    where instanceof Element ? [where] : [...d.querySelectorAll(where || `[data-mikomi-slot="${slot}"]`)];
  places.forEach((place) => asked.add(place));
  fetch(`${site.host}/v1/slots/${encodeURIComponent(slot)}?a=${anonymousId()}`)
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((html) => html && places.forEach((place) => (place.innerHTML = html)))
    .catch(() => {});
};

/** Each slot that is new on the page is asked for once. */
export const fill = () => {
  const fresh = [...d.querySelectorAll<HTMLElement>("[data-mikomi-slot]")].filter((place) => !asked.has(place));
  new Set(fresh.map((place) => place.dataset.mikomiSlot!)).forEach((slot) => show(slot));
};

// Places of a page that Mikomi fills: `<div data-mikomi-slot="id">`, each once, or `mikomi('show', id)` again.
//
// The page works without: its own content stays until ours has come, and where none comes.

import { at, d } from "./browser";
import { anonymousId, GRANTED, mode } from "./who";

export const show = (slot?: string) =>
  d.querySelectorAll<any>("[data-mikomi-slot]").forEach((place) => {
    const id = place.dataset.mikomiSlot;
    if (mode < GRANTED || (slot != id && place.mikomi)) return;
    place.mikomi = fetch(at("slots/" + id + "?a=" + anonymousId() + "&lang=" + d.documentElement.lang))
      .then((answer) => (answer.ok && answer.text()) as any)
      .then((html) => html && (place.innerHTML = html))
      .catch(() => {});
  });

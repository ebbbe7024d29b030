// A slot over the page, as its file says: a banner at the lower edge, or a pop-up. One line on any page, by a tag manager or by hand:
//   <script async src="https://…/layer.js?id=winter"></script>
// `&lang=en` chooses the language; without it the page's own is taken.
//
// Rules
// 1. The server chooses what is shown and makes it; where there is nothing to show, or anything is wrong, nothing happens.
// 2. Closed means closed: what somebody closed is not shown in this browser again. Another choice of the slot is.
// 3. One at a time: while a layer is on the page no other comes, and none follows it on the same page.
// 4. A banner takes no focus and hides nothing that the page needs; a pop-up is a dialog, which Esc closes, and gives the
//    focus back.
// 5. The page's styles end at the shadow root, and ours stay in it (as with form.js).

import { d } from "./browser";

declare const window: any;

const script = d.currentScript as HTMLScriptElement;
const source = new URL(script.src);
const id = source.searchParams.get("id") || "";
const lang = source.searchParams.get("lang") || d.documentElement.lang;
const CLOSED = "mikomi.closed." + id;

/** What this browser keeps under a name; nothing where it keeps nothing. */
const kept = (name: string): string | undefined => {
  try {
    return localStorage[name];
  } catch {}
};

/** Who this browser is, if the visitor may be followed: the tag's own cookie, or its storage, says so. */
const anonymousId = /(?:^|; )mikomi_id=([^;]+)/.exec(d.cookie)?.[1] || kept("mikomi.id");

const closed = (): string[] => JSON.parse(kept(CLOSED) || "[]");

const begin = async () => {
  const address = new URL("v1/slots/" + encodeURIComponent(id), source);
  address.search = new URLSearchParams({ layer: "1", ...(lang && { lang }), ...(anonymousId && { a: anonymousId }) }).toString();
  const answer = await fetch(address);
  if (answer.status != 200) return;
  const made = new DOMParser().parseFromString(await answer.text(), "text/html");
  const layer = made.querySelector<HTMLElement>("[data-choice]")!;
  const choice = layer.dataset.choice!;
  if (window.mikomiLayer || closed().includes(choice)) return;
  window.mikomiLayer = id;

  const place = d.createElement("div");
  const root = place.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(made.querySelector("style")!.textContent!);
  root.adoptedStyleSheets = [sheet];
  root.append(layer);
  d.body.append(place);
  // what was parsed apart from the page is fetched when it is named again
  for (const picture of layer.querySelectorAll("img")) picture.src = picture.src;

  const close = () => {
    try {
      localStorage[CLOSED] = JSON.stringify([...new Set([...closed(), choice])]);
    } catch {}
    place.remove();
  };
  layer.addEventListener("click", (event) => {
    const pressed = event.target as Element;
    if (pressed.closest("[data-close]") || pressed == layer && layer.tagName == "DIALOG") close();
  });
  layer.addEventListener("cancel", close);
  if (layer instanceof HTMLDialogElement) layer.showModal();
};

const show = () => begin().catch(() => {});
if (d.body) show();
else addEventListener("DOMContentLoaded", show);

// What the visitor presses: links that lead away, elements that the site named, forms that the site already has.
//
// Rules
// 1. An address is told without its query, and one of our own not at all: it may hold a token.
// 2. Of a form only fields named by data-mikomi-trait are read, never a password, a hidden one, a file or a card's number.
//    The site's own sending goes on untouched.

import { d, on, random, site } from "./browser";
import { track } from "./sending";
import { view } from "./view";
import { anonymousId, may, userId } from "./who";

const FILE = /\.(pdf|zip|csv|docx?|xlsx?|pptx?)$/i;

const kindOf = (link: HTMLAnchorElement) => {
  if (/^(tel|mailto):/.test(link.href)) return link.protocol.slice(0, -1);
  if (!/^http/.test(link.href) || link.href.startsWith(site.host + "/d/")) return;
  return link.hasAttribute("download") || FILE.test(link.pathname)
    ? "download"
    : link.host != location.host && "outbound";
};

const pressed = (event: MouseEvent) => {
  const target = event.target as Element;
  if (event.button > 1 || !target.closest) return;
  const named = target.closest<HTMLElement>("[data-mikomi-event]");
  if (named) {
    const properties: Record<string, unknown> = {};
    for (const name in named.dataset) {
      // data-mikomi-plan="pro" is the property `plan`.
      const [, first, rest] = /^mikomi(.)(.*)/.exec(name) || [];
      if (first && name != "mikomiEvent") properties[first.toLowerCase() + rest] = named.dataset[name];
    }
    track(named.dataset.mikomiEvent!, properties);
  }
  const link = target.closest<HTMLAnchorElement>("a[href]");
  const kind = link && kindOf(link);
  if (kind) track("Link Clicked", { kind, url: link!.href.split("?")[0] });
};

const submitted = (event: Event) => {
  const form = event.target as HTMLElement;
  const id = form.dataset.mikomiForm;
  if (!id || !may()) return;
  const fields: Record<string, string> = {};
  form.querySelectorAll<HTMLInputElement>("[data-mikomi-trait]").forEach((field) => {
    const { type, name, autocomplete, dataset } = field;
    if (
      !/^(hidden|file)$/.test(type) &&
      !/password|cc-/.test(type + name + autocomplete) &&
      (!/^(checkbox|radio)$/.test(type) || field.checked)
    )
      fields[dataset.mikomiTrait!] = field.value;
  });
  const timestamp = new Date();
  navigator.sendBeacon(
    `${site.host}/v1/forms/${encodeURIComponent(id)}`,
    JSON.stringify({
      captured: true,
      fields,
      messageId: "form-" + random(),
      anonymousId: anonymousId(),
      userId: userId(),
      timestamp,
      sentAt: timestamp,
      context: view,
    }),
  );
};

export const listen = () => {
  on(d, "click auxclick", pressed);
  on(d, "submit", submitted);
};

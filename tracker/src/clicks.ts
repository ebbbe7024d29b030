// What the visitor presses: links that lead away, elements that the site named, forms that the site already has.
//
// Rules
// 1. An address is told without its query. What is pressed within a web component (an open shadow root) is seen too.
// 2. Of a form only fields named by data-mikomi-trait are read, never a password, a hidden one, a file or a card's number.
//    Several values of one trait are a list. The site's own sending goes on untouched.

import { beacon, on } from "./browser";
import { stamp, track } from "./sending";
import { GRANTED, mode } from "./who";

export const listen = () => {
  on("click auxclick", (event) => {
    if (event.button > 1) return;
    const within = (selector: string) => event.composedPath().find((each: any) => each.matches?.(selector));
    const named = within("[data-mikomi-event]");
    if (named) {
      // data-mikomi-plan="pro" is the property `plan`.
      const said: Record<string, string> = {};
      for (const each of named.attributes) if (/^data-mikomi-/.test(each.name)) said[each.name.slice(12)] = each.value;
      const { event, ...properties } = said;
      track(event, properties);
    }
    const link = within("a[href]");
    const kind =
      link &&
      (link.protocol == "tel:"
        ? "tel"
        : link.attributes.download || /\.(pdf|xls|zip|ppt|csv|doc)/i.test(link.pathname)
          ? "download"
          : link.host && link.host != location.host && "outbound");
    if (kind) track("Link Clicked", { kind, url: link.href.split("?")[0] });
  });
  on("submit", ({ target }) => {
    const form = target.dataset.mikomiForm;
    if (!form || mode < GRANTED) return;
    const fields: Record<string, any> = {};
    for (const field of target) {
      const name = field.dataset.mikomiTrait;
      if (
        name &&
        !/file|hidden|password|cc-/.test(field.type + field.autocomplete) &&
        (field.checked || !/box|dio/.test(field.type))
      )
        for (const { value } of field.selectedOptions || [field])
          fields[name] = fields[name] ? [fields[name], value].flat() : value;
    }
    beacon("forms/" + form, JSON.stringify({ ...stamp(), fields, sentAt: new Date(), captured: true }));
  });
};

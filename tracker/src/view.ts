// Where the visitor is: one view of one page, and how he came to it.
//
// A `mk` in the address (a link of our mails) proves who reads: it leaves the address bar at once and goes to Mikomi once.

import { d, random } from "./browser";

declare const VERSION: string;

export type View = Record<string, any>;

export let view: View | undefined;
let proof: string | null;

export const arrive = () => {
  const url = new URL(location.href);
  if ((proof = url.searchParams.get("mk"))) {
    url.searchParams.delete("mk");
    history.replaceState(history.state, "", url);
  }
};

/** The token of the link that led here, the first time it is asked for. */
export const shown = () => {
  const token = proof || undefined;
  proof = null;
  return token;
};

export const address = () => location.href.split("#")[0];

/** A new view begins; its context travels with everything that happens in it. */
export const look = () => {
  const campaign: Record<string, string> = {};
  new URLSearchParams(location.search).forEach((value, name) => {
    const [, utm, id] = /^(?:utm_(source|medium|campaign|term|content|id)|(gclid|yclid|fbclid))$/.exec(name) || [];
    if (utm || id) campaign[utm == "campaign" ? "name" : utm || id] = value;
  });
  return (view = {
    page: {
      path: location.pathname,
      url: address(),
      search: location.search || undefined,
      title: d.title,
      referrer: view ? view.page.url : d.referrer,
    },
    campaign,
    pageId: random().slice(16),
    locale: navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    library: { name: "mikomi-tag", version: VERSION },
  });
};

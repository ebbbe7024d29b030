// Where the visitor is: one view of one page, and how he came to it.
//
// Rules
// 1. The address goes as it is (Mikomi reads the campaign out of it), without what stands behind the #.
// 2. A `mk` in it (a link of our mails) proves who reads: it leaves the address bar at once, stands in no address that is
//    sent, and belongs to this view alone.

import { d, random } from "./browser";

declare const VERSION: string;

export type View = Record<string, any>;

export let view: View | undefined;

export const address = () => location.href.split("#")[0];

/** A new view begins; its context travels with everything that happens in it. */
export const look = () => {
  const url = new URL(location as any);
  const mikomi = url.searchParams.get("mk") || undefined;
  if (mikomi) {
    url.searchParams.delete("mk");
    history.replaceState(history.state, "", url);
  }
  view = {
    page: { path: url.pathname, url: address(), title: d.title, referrer: view ? view.page.url : d.referrer },
    pageId: random(),
    mikomi,
    library: { name: "mikomi-tag", version: VERSION },
  };
};

export const here = (): View => {
  if (!view) look();
  return view!;
};

/** Who comes now did not come by the link. */
export const unprove = () => {
  delete here().mikomi;
};

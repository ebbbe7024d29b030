// Where the visitor is: one view of one page, and how he came to it.
//
// Rules
// 1. The address goes as it is (Mikomi reads the campaign out of it), without what stands behind the #.
// 2. A token of ours in it (`mk`, of a link of our mails) proves who reads: it leaves the address bar at once, stands in no
//    address that is sent, and belongs to this view alone. It is cut out of the text: the rest, a site's own `mk` too,
//    stays to the letter.

import { d, random } from "./browser";

declare const VERSION: string;

export type View = Record<string, any>;

export let view: View | undefined;

export const address = () => location.href.split("#")[0];

/** A new view begins; its context travels with everything that happens in it. */
export const look = () => {
  const [ours, mikomi, after] = /[?&]mk=(eyJw[\w-]+\.[\w-]+)[^&#]*(&?)/.exec(location.href) || [];
  if (ours) history.replaceState(history.state, "", location.href.replace(ours, after && ours[0]));
  view = {
    page: { path: location.pathname, referrer: view ? view.page.url : d.referrer, title: d.title, url: address() },
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

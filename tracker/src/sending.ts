// What happened, on its way to Mikomi.
//
// Rules
// 1. An event gets its messageId once. A packet's events are fixed when it is first tried: every further try sends the very
//    same packet, only `sentAt` is new, so that the log knows it again.
// 2. A packet leaves the queue when it was taken, was refused for good (a 4xx other than 429), or was handed to the browser
//    while the page goes away. What is left is sent by the visitor's next page.
// 3. Nothing is stored or sent unless that is granted.

import { keep, now, random, site } from "./browser";
import { look, shown, view, type View } from "./view";
import { anonymousId, may, mode, userId } from "./who";

type Packet = { frozen?: 1; events: object[] };

const BATCH = 20;
const slot = "queue." + random().slice(24);
let packets: Packet[] = [];
let sending = false;
let failures = 0;
let timer = 0;

const store = () => may() && keep(slot, packets[0] && JSON.stringify({ at: now(), packets }));

const later = (wait: number) => {
  clearTimeout(timer);
  timer = setTimeout(flush, wait);
};

const body = (packet: Packet) => {
  packet.frozen = 1;
  return JSON.stringify({ batch: packet.events, sentAt: new Date(), writeKey: site.key });
};

const drop = (packet: Packet) => {
  packets = packets.filter((each) => each != packet);
  store();
};

export const flush = () => {
  const packet = packets[0];
  if (sending || !packet || !may()) return;
  const text = body(packet);
  sending = true;
  store();
  // A text asks for no preflight; keepalive outlives the page, but takes no more than 64 kB.
  fetch(site.host + "/v1/b", { method: "POST", body: text, keepalive: text.length < 2e4 })
    .then((answer) => {
      if (answer.status == 429 || answer.status > 499) throw 0;
      failures = 0;
      drop(packet);
    })
    .catch(() => failures++)
    .then(() => {
      sending = false;
      if (packets[0]) later(failures && Math.min(6e4, 500 * 2 ** failures));
    });
};

/** The page may end now: the browser sends what it is handed, the packet under way once more as it is. */
export const leave = () => {
  if (may() && navigator.onLine)
    for (const packet of packets) {
      if (!navigator.sendBeacon(site.host + "/v1/b", body(packet))) break;
      drop(packet);
    }
  store();
};

/** What an earlier page could not send. A living tab renews its slot; should two send the same packet, it is one. */
export const adopt = () => {
  try {
    for (const name of Object.keys(localStorage)) {
      if (/^mikomi\.queue/.test(name) && name != "mikomi." + slot) {
        const left = JSON.parse(localStorage[name]);
        if (now() - left.at > 6e4) {
          localStorage.removeItem(name);
          packets = left.packets.concat(packets);
        }
      }
    }
  } catch {
    // Nothing left, or nothing readable.
  }
  store();
  flush();
};

export const empty = () => {
  packets = [];
  keep(slot);
};

export const add = (type: string, fields: object, context: View = view || look()) => {
  if (mode() == "denied") return;
  // A copy: what the site changes later stays out, and what cannot be sent at all never enters the queue.
  const event = JSON.parse(
    JSON.stringify({
      type,
      messageId: "tag-" + random(),
      anonymousId: anonymousId(),
      userId: userId(),
      timestamp: new Date(),
      ...fields,
      context: { ...context, mikomi: /^[pt]/.test(type) ? shown() : undefined },
    }),
  );
  let last = packets[packets.length - 1];
  if (!last || last.frozen || last.events.length >= BATCH) {
    packets.push((last = { events: [] }));
    if (packets.length > BATCH) packets.shift();
  }
  last.events.push(event);
  store();
  if (!failures) later(last.events.length < BATCH ? 1e3 : 0);
};

export const track = (event: string, properties: object = {}, context?: View) =>
  add("track", { event, properties }, context);

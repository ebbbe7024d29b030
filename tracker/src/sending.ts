// What happened, on its way to Mikomi.
//
// Rules
// 1. An event gets its messageId once. Once in a packet it stays in that packet: every try sends the very same, only
//    `sentAt` is new, so that the log knows it again.
// 2. A packet leaves the browser's storage when it was taken, was refused for good (a 4xx other than 429), or was handed to
//    the browser while the page goes away. What is left is sent by the visitor's next page; should two pages send it, it is
//    one packet.
// 3. Nothing is stored or sent unless that is granted.
// 4. A page gathers: what happens in its first five seconds, and in five after each packet, goes together. A page that is
//    left waits for nothing.

import { at, beacon, d, random, site } from "./browser";
import { here } from "./view";
import { anonymousId, box, keep, kept, GRANTED, mode, unpacked } from "./who";

const EVENTS = 20;
const PACKETS = 20;
/** Seconds before the next packet, after one that was taken and after one that was not. */
const GATHER = 5;
const RETRY = 10;
/** So many looks go by before it. */
let looks = GATHER;

/** The packets, the oldest first. */
const packets = () =>
  Object.keys(box())
    .filter((name) => /^mikomi\.q/.test(name))
    .sort();

const close = () => {
  if (unpacked[0]) keep("q" + Date.now() + random(), unpacked + "");
  unpacked.length = 0;
  return packets();
};

const body = (name: string) =>
  `{"batch":[${box()[name]}],"sentAt":${JSON.stringify(new Date())},"writeKey":"${site.key}"}`;

/** Looked at each second. Of several tabs the one in front sends: else two would often send the same packet. */
export const flush = () => {
  const [name, ...rest] = --looks > 0 || mode < GRANTED || d.hidden ? [] : close();
  if (name) {
    const text = body(name);
    looks = Infinity;
    // A text asks for no preflight; keepalive outlives the page, but takes no more than 64 kB.
    fetch(at("b"), { keepalive: !text[2e4], method: "POST", body: text })
      // No network, or a policy of the page that forbids it: as if the server were down.
      .then((answer) => answer.status == 429 || answer.status > 499, () => 1 as any)
      .then((failed) => {
        if (!failed || rest[PACKETS]) delete box()[name];
        looks = failed ? RETRY : rest[0] ? 1 : GATHER;
      });
  }
};

/** The page may end now: the browser sends what it is handed, the packet under way once more as it is. */
export const leave = () => {
  if (mode == GRANTED) close().forEach((name) => beacon("b", body(name)) && delete box()[name]);
};

/** Who did it, when and where. */
export const stamp = () => ({
  messageId: random(),
  anonymousId: anonymousId(),
  userId: kept("user"),
  timestamp: new Date(),
  context: here(),
});

export const add = (type: string, fields: object) => {
  if (!mode) return;
  unpacked.push(JSON.stringify({ type, ...stamp(), ...fields }));
  if (unpacked[EVENTS] && mode == GRANTED) close();
};

export const track = (event: string, properties?: object) => add("track", { event, properties });

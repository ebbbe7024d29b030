// The page we stand on, in short.

export const d = document;
export const browser = navigator as any;

/** Events of the whole page: the window sees each of them first, and no script of the page can keep it from that. */
export const on = (names: string, listen: (event: any) => void) =>
  names.split(" ").forEach((name) => addEventListener(name, listen, 1 as any));

/** 128 random bits as digits. */
export const random = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

const source = new URL((d.currentScript as HTMLScriptElement)?.src || (location as any));

/** Where Mikomi lives and the page's public key: the script's own address says both, `mikomi('init', {…})` may. */
export const site: { host: string; key?: string; manual?: boolean } = {
  host: source.origin,
  key: /[?&]key=([\w-]+)/.exec(source as any)?.[1],
};

export const at = (path: string) => site.host + "/v1/" + path;

/** Hands a text to the browser, which sends it even if the page ends now; false if it does not take it, or has no
 * network. */
export const beacon = (path: string, text: string) => browser.onLine && browser.sendBeacon(at(path), text);

// The page we stand on, in short.

export const w = window as any;
export const d = document;
export const now = Date.now;

/** Listens to several events; not passive, a listener may wish for the bubbling phase only. */
export const on = (target: EventTarget, names: string, listen: (event: any) => void, capture = true) =>
  names.split(" ").forEach((name) => target.addEventListener(name, listen, { capture, passive: true }));

/** 128 random bits as hexadecimal digits. */
export const random = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => (byte + 256).toString(16).slice(1)).join("");

/** Where Mikomi lives and the page's public key: the script's own address says both, `mikomi('init', {…})` may. */
export const site: { host: string; key: string | null; auto?: boolean; analytics?: boolean } = { host: "", key: null };

/** What this browser keeps under our name; null where there is nothing, or no storage. */
export const kept = (name: string): string | null => {
  try {
    return localStorage.getItem("mikomi." + name);
  } catch {
    return null;
  }
};

/** Without a value: no longer. */
export const keep = (name: string, value?: string) => {
  try {
    value ? localStorage.setItem("mikomi." + name, value) : localStorage.removeItem("mikomi." + name);
  } catch {
    // A browser that keeps nothing: the cookie, or this page's memory, must do.
  }
};

// A form of ours on any page, by one line where it shall stand:
//   <script async src="https://…/form.js?id=download"></script>
// or, for a tag manager, anywhere, beside an element <div data-mikomi-embed="download"></div>. `&lang=en` chooses the
// language; without it the page's own is taken.
//
// Rules
// 1. The server makes the form and every answer to it; this script shows them, and is needed for nothing else. Cut off from
//    us, a link to the form's own page stands in its place.
// 2. The page's styles end at the shadow root, and ours stay in it; they are adopted, so that a strict policy of the page
//    (style-src) has nothing against them.
// 3. What was typed is never lost: a form that could not be sent stays as it is, and says so.
// 4. Counted as shown is it to the browser's own id alone. On a first visit the tag may make that only after the form is
//    there: the picture that counts waits for it.
// 5. The page hears of it: `mikomi:sent` and `mikomi:refused` bubble from where the form stands.

const d = document; // not ./browser's: what that module works out for the tag would come along

const script = d.currentScript as HTMLScriptElement;
const source = new URL(script.src);
const id = source.searchParams.get("id") || "";
const own = new URL("f/" + encodeURIComponent(id), source);
const lang = source.searchParams.get("lang") || d.documentElement.lang;

const place = d.createElement("div");
const root = place.attachShadow({ mode: "open" });

/** Who this browser is, if the visitor may be followed: the tag's own cookie says so. */
const anonymousId = () => /(?:^|; )mikomi_id=([^;]+)/.exec(d.cookie)?.[1];

const address = (asked: Record<string, string> = {}) => {
  const found = new URL(own);
  const browser = anonymousId();
  const query = { embedded: "1", ...(lang && { lang }), ...(browser && { anonymousId: browser }), ...asked };
  found.search = new URLSearchParams(query).toString();
  return found;
};

const say = (ja: string, en: string) => (/^ja/.test(lang) ? ja : en);

const show = (html: string) => {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const style = answer.querySelector("style")!;
  if ("adoptedStyleSheets" in root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style.textContent!);
    root.adoptedStyleSheets = [sheet];
    root.replaceChildren(...answer.body.childNodes);
  } else (root as ShadowRoot).replaceChildren(style, ...answer.body.childNodes);
};

const tell = (what: string) => place.dispatchEvent(new CustomEvent("mikomi:" + what, { detail: { form: id }, bubbles: true }));

/** The server's answer as HTML. Throws the sentence that it answered instead, or what the network said. */
const fetched = async (url: URL, body?: URLSearchParams) => {
  const answer = await fetch(url, { method: body ? "POST" : "GET", body, headers: { Accept: "text/html" } });
  const text = await answer.text();
  if (!/html/.test(answer.headers.get("Content-Type") || "")) throw JSON.parse(text).message;
  show(text);
  return answer.ok;
};

let sending = false;
let all: Record<string, string> = {};

const send = async (form: HTMLFormElement) => {
  if (sending) return;
  sending = true;
  const button = form.querySelector("button")!;
  button.setAttribute("aria-disabled", "true");
  const filled = new URLSearchParams([
    ...(new FormData(form) as unknown as string[][]),
    ["mikomi_from", location.href],
    ["mikomi_zone", Intl.DateTimeFormat().resolvedOptions().timeZone],
  ]);
  // The tag may have come to know its visitor after the form was shown. Who asked for the whole form is somebody else.
  const browser = anonymousId();
  if (browser && !all.all) filled.set("anonymousId", browser);
  try {
    const sent = await fetched(address(all), filled);
    root.querySelector<HTMLElement>("[autofocus]")?.focus();
    tell(sent ? "sent" : "refused");
    const on = root.querySelector<HTMLAnchorElement>("a[data-leads]");
    if (on) location.assign(on.href);
  } catch (why) {
    let told = form.querySelector("[role=alert]");
    if (!told) {
      told = d.createElement("p");
      told.className = "bad";
      told.setAttribute("role", "alert");
      button.before(told);
    }
    told.textContent =
      typeof why == "string" ? why : say("送信できませんでした。もう一度お試しください。", "It could not be sent. Please try again.");
    button.removeAttribute("aria-disabled");
    tell("refused");
  }
  sending = false;
};

root.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target as HTMLFormElement);
});

root.addEventListener("click", (event) => {
  const link = (event.target as Element).closest("a");
  if (!link) return;
  const to = link.getAttribute("href")!;
  if (to[0] == "#") root.getElementById(to.slice(1))?.focus();
  else if ("whole" in link.dataset) fetched(address((all = { all: "1" }))).catch(() => location.assign(link.href));
  else return;
  event.preventDefault();
});

const count = () => {
  const picture = root.querySelector<HTMLImageElement>("[data-src]");
  const browser = anonymousId();
  if (!picture) return;
  if (browser) picture.src = picture.dataset.src + browser;
  else setTimeout(count, 500);
};

const begin = () => {
  const home = d.querySelector(`[data-mikomi-embed="${CSS.escape(id)}"]`);
  if (home) home.replaceChildren(place);
  else if (d.head.contains(script)) d.body.append(place);
  else script.after(place);
  fetched(address()).then(count, (why) => {
    if (typeof why == "string") return console.warn(`mikomi: form.js?id=${id}: ${why}`);
    const link = d.createElement("a");
    link.href = own.href;
    link.textContent = say("フォームを開く", "Open the form");
    root.replaceChildren(link);
  });
};

if (d.readyState == "loading" && d.head.contains(script)) addEventListener("DOMContentLoaded", begin);
else begin();

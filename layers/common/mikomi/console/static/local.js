// The local stack's mailbox and clock: what /_local/mails and /_local/clock say, as pages. Everything is put in as text.
"use strict";

const find = (id) => document.getElementById(id);
const make = (tag, text, parent) => {
  const made = document.createElement(tag);
  made.textContent = text ?? "";
  parent?.append(made);
  return made;
};
const FULL = { year: "numeric", month: "short", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit" };
const BRIEF = { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" };
const moment = (at, { language, zone }, parts = FULL) =>
  new Date(at).toLocaleString(language === "ja" ? "ja-JP" : "en-GB", { timeZone: zone, ...parts });

const mailbox = find("mailbox");
if (mailbox) {
  const reader = mailbox.dataset;
  let known = null;
  let shown = null;

  const show = async ({ id }, button) => {
    const mail = await (await fetch(`/_local/mails/${encodeURIComponent(id)}`)).json();
    for (const other of find("mails").querySelectorAll("button")) other.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
    find("no-mail").hidden = true;
    find("mail").hidden = false;
    find("mail-subject").textContent = mail.subject;
    for (const [list, rows] of [
      ["mail-facts", [["From", mail.from], ["To", mail.to], ["Date", moment(mail.at, reader)]]],
      ["mail-headers", Object.entries(mail.headers)],
    ]) {
      find(list).replaceChildren();
      for (const [name, value] of rows) {
        make("dt", name, find(list));
        make("dd", value, find(list));
      }
    }
    find("mail-text").textContent = mail.text;
    find("mail-by").value = mail.to;
    find("mail-answered").textContent = "";
    // by its own address: a frame made of text would inherit this page's policy, which forbids the mail's styles;
    // and once only, because to look at a mail is to open it
    if (shown !== mail.id) find("mail-html").src = `/_local/mails/${encodeURIComponent(mail.id)}/html`;
    shown = mail.id;
    location.replace(`#${encodeURIComponent(mail.id)}`);
  };

  find("mail-answer").addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = find("mail-answered");
    const answer = await fetch(`/_local/mails/${encodeURIComponent(shown)}/reply`, {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ from: find("mail-by").value, auto: event.submitter?.dataset.auto === "1" }),
    }).catch(() => ({ ok: false }));
    said.textContent = answer.ok ? said.dataset.done : said.dataset.failed;
  });

  const choose = (tab) => {
    for (const name of ["html", "text", "headers"]) {
      find(`mail-${name}`).hidden = name !== tab;
      mailbox.querySelector(`[data-tab=${name}]`).setAttribute("aria-selected", String(name === tab));
    }
  };
  for (const tab of mailbox.querySelectorAll("[data-tab]")) tab.addEventListener("click", () => choose(tab.dataset.tab));

  const refresh = async () => {
    const mails = (await (await fetch("/_local/mails")).json()).reverse();
    const now = mails.map((mail) => mail.id).join();
    if (now === known) return;
    known = now;
    find("mails").replaceChildren();
    const wanted = decodeURIComponent(location.hash.slice(1));
    for (const mail of mails) {
      const button = make("button", "", make("li", "", find("mails")));
      make("b", mail.subject, button);
      const below = make("span", "", button);
      make("span", mail.to, below);
      make("time", moment(mail.at, reader, BRIEF), below);
      button.addEventListener("click", () => show(mail, button));
      if (mail.id === wanted && mail.id !== shown) show(mail, button);
      else if (mail.id === shown) button.setAttribute("aria-current", "true");
    }
    find("mails").hidden = mails.length === 0;
    const { choose: ask, empty, why } = find("no-mail").dataset;
    find("no-mail").querySelector("h2").textContent = mails.length ? ask : empty;
    find("no-mail").querySelector("p").textContent = mails.length ? "" : why;
  };
  refresh();
  setInterval(() => document.hidden || refresh(), 8000);
}

const clock = find("clock");
if (clock) {
  const { busy, fired, failed } = clock.dataset;
  const said = find("clock-said");
  const tell = (now) => { find("now").textContent = moment(now, clock.dataset); };

  const ask = async (options) => {
    const answer = await fetch("/_local/clock", options);
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    tell(told.now);
    return told;
  };
  for (const button of clock.querySelectorAll("[data-advance]")) {
    button.addEventListener("click", async () => {
      const buttons = clock.querySelectorAll("button");
      buttons.forEach((each) => { each.disabled = true; });
      said.textContent = busy;
      try {
        const told = await ask({
          method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ advance: button.dataset.advance }),
        });
        said.textContent = fired.replace("{n}", Array.isArray(told.fired) ? told.fired.length : told.fired);
      } catch {
        said.textContent = failed;
      }
      buttons.forEach((each) => { each.disabled = false; });
    });
  }
  ask().catch(() => { said.textContent = failed; });
}

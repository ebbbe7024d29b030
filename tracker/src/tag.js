/*
 * The browser tag. Rules:
 * 1. Nothing is stored or sent unless the visitor may be followed: `mikomi.consent(true|false)` decides; without a decision,
 *    Do Not Track and Global Privacy Control mean no, and a page that sets `mikomi.ask = true` means wait.
 * 2. An event gets its messageId once and keeps it over every retry; it leaves the queue only when it was taken, was refused
 *    for good, or was handed to the browser to be sent while the page goes away.
 * 3. Engaged time is time in which the page was visible and the visitor did something within the last 30 seconds. It is sent in
 *    deltas, so that a lost one loses a delta.
 * 4. A `mk` in the address (a link of our mails) proves who reads: it goes to Mikomi once and leaves the address bar at once.
 * 5. The tag never breaks the page: no global but `mikomi`, no exception, no blocking, no cookie of another site.
 */
(function (w, d) {
  "use strict";
  var stub = w.mikomi || [];
  if (stub.version) return;
  var VERSION = "1.0.0";
  var HOUR = 3600000;
  var ACTIVE = 30000;
  var BATCH = 20;
  var MOST = 200;
  var script = d.currentScript || d.querySelector('script[src*="/tag.js"]');
  var source = new URL(script ? script.src : "/tag.js", w.location.href);
  var host = (stub.host || source.origin).replace(/\/$/, "");
  var key = stub.key || source.searchParams.get("key") || "";

  /* ── what the browser keeps ── */
  function keep(name, value) {
    try {
      if (value === null) w.localStorage.removeItem("mikomi." + name);
      else w.localStorage.setItem("mikomi." + name, value);
    } catch (refused) { /* private mode: the cookie must do */ }
  }
  function kept(name) {
    try { return w.localStorage.getItem("mikomi." + name); } catch (refused) { return null; }
  }
  function cookie(value) {
    /* The widest domain that takes it, so that www. and shop. know one visitor; a public suffix refuses. */
    var parts = w.location.hostname.split(".");
    var rest = ";path=/;SameSite=Lax;max-age=" + (value ? 34560000 : 0) + (w.location.protocol === "https:" ? ";Secure" : "");
    for (var from = parts.length - 2; from >= -1; from--) {
      d.cookie = "mikomi_id=" + value + rest + (from < 0 ? "" : ";domain=" + parts.slice(from).join("."));
      if (value ? fromCookie() === value : !fromCookie()) return;
    }
  }
  function fromCookie() {
    return (/(?:^|; )mikomi_id=([^;]+)/.exec(d.cookie) || [])[1];
  }
  function random() {
    return Array.prototype.map.call(w.crypto.getRandomValues(new Uint8Array(16)), function (byte) {
      return (byte + 256).toString(16).slice(1);
    }).join("");
  }

  /* ── whether we may ── */
  var decided = kept("consent");
  function may() {
    /* true, false, or null: nobody has said so yet */
    if (decided) return decided === "yes";
    if (w.navigator.doNotTrack === "1" || w.navigator.globalPrivacyControl) return false;
    return api.ask ? null : true;
  }
  function consent(given) {
    decided = given ? "yes" : "no";
    keep("consent", decided);
    if (given) { anonymousId(); store(); flush(); return; }
    queue = [];
    engaged = 0;
    keep(slot, null);
    forget();
  }

  /* ── who ── */
  var anonymous;
  function anonymousId() {
    if (may() !== true) return anonymous || (anonymous = random()); /* remembered by this page only */
    anonymous = fromCookie() || kept("id") || anonymous || random();
    if (anonymous !== fromCookie()) cookie(anonymous);
    if (anonymous !== kept("id")) keep("id", anonymous);
    return anonymous;
  }
  function forget() {
    anonymous = undefined;
    cookie("");
    keep("id", null);
    keep("user", null);
  }

  /* ── the queue ── */
  var slot = "queue." + random().slice(0, 8);
  var queue = [];
  var sending = false;
  var failures = 0;
  var timer;
  function adopt() {
    /* What an earlier page could not send. A living tab renews its slot; should two send the same event, its messageId tells. */
    try {
      Object.keys(w.localStorage).forEach(function (name) {
        if (name.indexOf("mikomi.queue.") || name === "mikomi." + slot) return;
        var left = JSON.parse(w.localStorage.getItem(name));
        if (Date.now() - left.at < 60000) return;
        w.localStorage.removeItem(name);
        queue = left.events.concat(queue);
      });
    } catch (refused) { /* nothing left, or nothing readable */ }
  }
  function store() {
    if (may() === true) keep(slot, queue.length ? JSON.stringify({ at: Date.now(), events: queue }) : null);
  }
  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(flush, wait);
  }
  function body(events) {
    return JSON.stringify({ batch: events, sentAt: new Date().toISOString(), writeKey: key });
  }
  function done(events) {
    queue = queue.filter(function (event) { return events.indexOf(event) < 0; });
    store();
  }
  function flush() {
    if (sending || !queue.length || may() !== true) return;
    var events = queue.slice(0, BATCH);
    var text = body(events);
    sending = true;
    /* text/plain asks for no preflight; keepalive outlives the page, but not beyond 64 kB. */
    w.fetch(host + "/v1/b", { method: "POST", body: text, headers: { "Content-Type": "text/plain" }, keepalive: text.length < 30000 })
      .then(function (answer) {
        if (!answer.ok && (answer.status === 429 || answer.status > 499)) throw answer;
        failures = 0;
        done(events);
      })
      .catch(function () { failures++; store(); })
      .then(function () {
        sending = false;
        if (queue.length) later(failures ? Math.min(60000, 500 * Math.pow(2, failures)) : 0);
      });
  }
  function leave() {
    /* The page may end now: the browser sends what it is handed, the rest stays for the next page. */
    measure(true);
    while (queue.length && may() === true && w.navigator.onLine !== false) {
      var events = queue.slice(0, BATCH);
      if (!w.navigator.sendBeacon(host + "/v1/b", body(events))) break;
      done(events);
    }
    store();
  }
  function add(type, fields, context) {
    if (may() === false) return;
    var event = { type: type, messageId: "tag-" + random(), anonymousId: anonymousId(), timestamp: new Date().toISOString() };
    var user = kept("user");
    if (user) event.userId = user;
    for (var name in fields) if (fields[name] !== undefined) event[name] = fields[name];
    event.context = context || here();
    if (proof && (type === "page" || type === "track")) event.context = Object.assign({ mikomi: proof }, event.context);
    /* A copy: what the site changes later stays out, and what cannot be sent at all never enters the queue. */
    queue.push(JSON.parse(JSON.stringify(event)));
    if (event.context.mikomi) proof = null;
    if (queue.length > MOST) queue.shift();
    store();
    later(queue.length < BATCH ? 1000 : 0);
  }

  /* ── where ── */
  var proof = null;
  var view = null;
  function arrive() {
    var url = new URL(w.location.href);
    if (!url.searchParams.has("mk")) return;
    proof = url.searchParams.get("mk");
    url.searchParams.delete("mk");
    w.history.replaceState(w.history.state, "", url.pathname + url.search + url.hash);
  }
  function here() {
    if (!view) look(d.referrer);
    return view;
  }
  function look(referrer) {
    var url = new URL(w.location.href);
    var page = { path: url.pathname, url: url.origin + url.pathname + url.search, title: d.title, referrer: referrer || "" };
    var context = { page: page, pageId: random().slice(0, 16), library: { name: "mikomi-tag", version: VERSION } };
    if (url.search) page.search = url.search;
    if (w.navigator.language) context.locale = w.navigator.language;
    try { context.timezone = Intl.DateTimeFormat().resolvedOptions().timeZone; } catch (unknown) { /* an old browser */ }
    ["source", "medium", "campaign", "term", "content"].forEach(function (name) {
      var value = url.searchParams.get("utm_" + name);
      if (value) (context.campaign = context.campaign || {})[name === "campaign" ? "name" : name] = value;
    });
    view = context;
  }

  /* ── how long ── */
  var engaged = 0;
  var told = 0;
  var since = Date.now();
  var acted = since;
  function measure(tell) {
    var now = Date.now();
    var end = Math.min(now, acted + ACTIVE);
    if (visible && end > since) engaged += end - since;
    since = now;
    /* Each quarter of a minute in the first minute (a rule may wait for it), then each minute. */
    if (engaged >= (tell ? 500 : told < 60000 ? 15000 : 60000)) {
      var delta = Math.min(Math.round(engaged), HOUR);
      told += delta;
      engaged = 0;
      if (view) add("track", { event: "Page Engaged", properties: { engaged_ms: delta, path: view.page.path } }, view);
    }
  }
  var visible = d.visibilityState !== "hidden";
  function act() {
    measure();
    acted = Date.now();
  }

  /* ── what a site calls ── */
  function named(first, second) {
    return typeof first === "string" ? { name: first, properties: second } : { properties: first };
  }
  function page(name, properties) {
    measure(true);
    told = 0;
    var before = view;
    look(before ? before.page.url : d.referrer);
    add("page", named(name, properties));
  }
  function moved() {
    if (view && w.location.origin + w.location.pathname + w.location.search === view.page.url) return;
    if (api.auto !== false) page();
  }
  function identify(user, traits) {
    if (user && typeof user === "object") { traits = user; user = null; }
    if (user && may() === true) keep("user", String(user));
    add("identify", { userId: user ? String(user) : undefined, traits: traits || {} });
  }
  function form(element, id) {
    element = typeof element === "string" ? d.querySelector(element) : element;
    if (!element) return;
    var attempt = null;
    /* Sent again unchanged it is the same form (the answer may have been lost); changed, it is another. */
    element.addEventListener("input", function (changed) {
      attempt = null;
      if (changed.target.setCustomValidity) changed.target.setCustomValidity("");
    });
    element.addEventListener("submit", function (submitted) {
      submitted.preventDefault();
      attempt = attempt || { messageId: "form-" + random(), timestamp: new Date().toISOString() };
      var filled = {};
      new FormData(element).forEach(function (value, name) { if (typeof value === "string") filled[name] = value; });
      Object.assign(filled, attempt, { sentAt: new Date().toISOString(), context: { page: here().page } });
      if (may() === true) {
        filled.anonymousId = anonymousId();
        if (kept("user")) filled.userId = kept("user");
        flush();
      }
      w.fetch(host + "/v1/forms/" + encodeURIComponent(id), {
        method: "POST",
        body: JSON.stringify(filled),
        headers: { "Content-Type": "text/plain", Accept: "application/json" }
      })
        .then(function (answer) {
          return answer.json().then(function (said) { answered(element, answer.ok ? "sent" : "refused", said); });
        })
        .catch(function () { answered(element, "refused", { message: "× " + host }); });
    });
  }
  function answered(element, what, said) {
    /* `mikomi:sent` and `mikomi:refused` let the site answer in its own way (preventDefault). */
    var event = new CustomEvent("mikomi:" + what, { detail: said, bubbles: true, cancelable: true });
    if (!element.dispatchEvent(event)) return;
    if (what === "sent" && said.redirect) { w.location.assign(said.redirect); return; }
    if (what === "sent") element.textContent = "";
    var status = element.querySelector("[role=status]") || element.appendChild(d.createElement("p"));
    status.setAttribute("role", "status");
    status.textContent = said.message || "";
    if (said.download) {
      var link = element.appendChild(d.createElement("a"));
      link.href = said.download;
      link.textContent = /^ja/.test(d.documentElement.lang) ? "ダウンロード" : "Download";
    }
    (said.problems || []).forEach(function (problem) {
      var field = element.elements[problem.pointer.slice(1)];
      if (field && field.setCustomValidity) { field.setCustomValidity(problem.message); field.reportValidity(); }
    });
  }
  var api = {
    version: VERSION,
    auto: stub.auto,
    ask: stub.ask,
    page: page,
    track: function (event, properties) { add("track", { event: event, properties: properties || {} }); },
    identify: identify,
    reset: function () { flush(); forget(); },
    consent: consent,
    form: form,
    flush: flush,
    anonymousId: anonymousId,
    push: function (call) { if (api[call[0]]) api[call[0]].apply(api, call.slice(1)); }
  };

  /* ── begin ── */
  function begin() {
    var waiting = Array.prototype.slice.call(stub);
    waiting.filter(function (call) { return call[0] === "consent"; }).forEach(api.push);
    arrive();
    adopt();
    ["pushState", "replaceState"].forEach(function (name) {
      var original = w.history[name];
      w.history[name] = function () {
        var result = original.apply(this, arguments);
        setTimeout(moved, 0); /* after the site has set its title */
        return result;
      };
    });
    w.addEventListener("popstate", function () { setTimeout(moved, 0); });
    w.addEventListener("pageshow", function (shown) { if (shown.persisted && api.auto !== false) page(); });
    w.addEventListener("pagehide", leave);
    w.addEventListener("online", flush);
    d.addEventListener("visibilitychange", function () {
      if (d.visibilityState === "hidden") { leave(); visible = false; return; }
      visible = true;
      since = acted = Date.now();
    });
    ["pointerdown", "pointermove", "keydown", "scroll", "wheel", "touchstart"].forEach(function (name) {
      w.addEventListener(name, act, { passive: true, capture: true });
    });
    setInterval(measure, 5000);
    if (api.auto !== false) page();
    waiting.filter(function (call) { return call[0] !== "consent"; }).forEach(api.push);
  }
  Object.keys(api).forEach(function (name) {
    var call = api[name];
    if (typeof call !== "function") return;
    api[name] = function () {
      try { return call.apply(api, arguments); } catch (wrong) { if (w.console) w.console.warn("mikomi", wrong); }
    };
  });
  w.mikomi = api;
  if (d.prerendering) d.addEventListener("prerenderingchange", begin, { once: true });
  else begin();
})(window, document);

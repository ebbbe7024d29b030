// The list of leads, asked for while somebody types. Without it the form works by itself.
// Nothing is asked while an input method converts: only what is settled is looked for.
(() => {
  const form = document.querySelector("form.finder");
  const place = document.getElementById("found");
  const told = document.getElementById("told");
  const WAIT = 180;
  let timer, under, converting = false, last = address();

  function address() {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value.trim() && !(name === "sort" && value === "score")) asked.append(name, value.trim());
    const query = asked.toString();
    return form.getAttribute("action") + (query ? "?" + query : "");
  }

  async function look() {
    const wanted = address();
    if (wanted === last) return;
    last = wanted;
    if (under) under.abort();
    under = new AbortController();
    try {
      const answer = await fetch(wanted, { headers: { "HX-Request": "true" }, signal: under.signal });
      if (!answer.ok || answer.redirected) return location.assign(wanted);
      place.innerHTML = await answer.text();
    } catch (why) {
      if (why.name !== "AbortError") last = "";
      return;
    }
    htmx.process(place);
    history.replaceState(null, "", wanted);
    const count = document.getElementById("count");
    told.textContent = count ? count.textContent : "";
    for (const each of document.querySelectorAll(".keeper")) each.hidden = true;
  }

  function soon() {
    clearTimeout(timer);
    if (!converting) timer = setTimeout(look, WAIT);
  }

  form.addEventListener("compositionstart", () => { converting = true; clearTimeout(timer); });
  form.addEventListener("compositionend", () => { converting = false; soon(); });
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
})();

// Small conveniences; every page works without them. Buttons that need this script are hidden until it runs.

const show = (button) => { button.closest("[hidden]")?.removeAttribute("hidden"); };

for (const box of document.querySelectorAll("[data-share]")) {
  const said = box.querySelector("[data-said]");
  const copy = box.querySelector("[data-copy]");
  if (copy && navigator.clipboard) {
    const words = copy.textContent;
    show(copy);
    copy.addEventListener("click", async () => {
      const field = document.getElementById(copy.dataset.copy);
      try {
        await navigator.clipboard.writeText(field.value);
        copy.textContent = said.textContent = copy.dataset.done;
        setTimeout(() => { copy.textContent = words; said.textContent = ""; }, 4000);
      } catch { field.select(); } // Refused by the browser: the address is selected, copying is one key away.
    });
  }
  const native = box.querySelector("[data-native]");
  if (native && navigator.share) {
    show(native);
    native.addEventListener("click", () => {
      navigator.share({ title: box.dataset.title, url: box.dataset.url }).catch(() => {}); // closed by the reader
    });
  }
}

for (const button of document.querySelectorAll("[data-print]")) {
  show(button);
  button.addEventListener("click", () => print());
}

// Work under way: its words change until it has ended. Looked at less often while nobody sees it.
for (const box of document.querySelectorAll("[data-progress]")) {
  const soon = () => setTimeout(look, document.hidden ? 15000 : 2000);
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.progress);
      if (!answer.ok || answer.redirected) return; // signed out meanwhile
      const now = await answer.json();
      for (const place of box.querySelectorAll("[data-words]")) {
        const words = now.words[place.dataset.words];
        if (place.textContent !== words) place.textContent = words;
      }
      if (now.done) { box.querySelector("[data-after]")?.removeAttribute("hidden"); return; }
    } catch { /* The portal is starting anew or the line is down: look again. */ }
    soon();
  };
  soon();
}

const menu = document.querySelector(".t-lang");
if (menu) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// The error list of a form comes first, for eyes and for screen readers.
document.querySelector("[data-focus]")?.focus();

// Contents: mark the section that is being read.
const links = new Map([...document.querySelectorAll(".t-toc a")].map((link) => [link.hash.slice(1), link]));
if (links.size) {
  const seen = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) seen[isIntersecting ? "add" : "delete"](target.id);
    const current = [...links.keys()].find((id) => seen.has(id));
    if (current === undefined) return;
    for (const [id, link] of links) {
      if (id === current) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "0px 0px -65% 0px" });
  for (const id of links.keys()) { const section = document.getElementById(id); if (section) watch.observe(section); }
}

// Search: "/" leads into the field. Suggestions while typing come by htmx, which is fetched when somebody enters a
// field for the first time; from then on the field is a combobox with a list of options.
const fields = [...document.querySelectorAll("[data-suggest]")];

const fetchHtmx = (address) => {
  if (document.querySelector("meta[name=htmx-config]")) return;
  const config = document.createElement("meta");
  config.name = "htmx-config";
  // No style sheet of its own (the policy), no history, and no page of an error inside the list.
  config.content = '{"includeIndicatorCSS":false,"history":false,"noSwap":[204,304,"4xx","5xx"]}';
  const script = document.createElement("script");
  script.src = address;
  document.head.append(config, script);
};

for (const field of fields) {
  const list = document.getElementById(`${field.id}-list`);
  const options = () => [...list.querySelectorAll("[role=option]")];
  const current = () => list.querySelector("[aria-selected=true]");

  const mark = (option) => {
    current()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  };
  const show = (open) => {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (!open) mark(null);
  };
  const choose = (option) => {
    show(false);
    if (option.dataset.url) { location.assign(option.dataset.url); return; }
    field.value = option.dataset.value;
    field.form.requestSubmit();
  };

  field.addEventListener("focus", () => {
    list.setAttribute("role", "listbox");
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) field.setAttribute(name, value);
    fetchHtmx(field.dataset.suggest);
  }, { once: true });
  field.addEventListener("blur", () => show(false));
  field.addEventListener("input", () => { if (!field.value.trim()) { list.replaceChildren(); show(false); } });
  field.addEventListener("htmx:after:swap", () => { // told to who asked, not to what was filled
    options().forEach((option, number) => { option.id = `${list.id}-${number}`; });
    show(options().length > 0 && document.activeElement === field && field.value.trim() !== "");
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = options(), at = all.indexOf(current());
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); show(false); return; }
    if (event.key === "Enter" && !list.hidden && at >= 0) { event.preventDefault(); choose(all[at]); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !all.length) return;
    event.preventDefault();
    if (list.hidden) show(true);
    // One step beyond either end stands on the field itself.
    const next = at < 0 && step < 0 ? all.length - 1 : at + step;
    mark(all[next] ?? null);
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const field = fields.find((one) => one.offsetParent !== null);
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// The reader's own list ("Merkliste"): its script is fetched where there is one, or something to put on it.
const notesLink = document.querySelector("[data-notes-script]");
const hasNotes = () => { try { return localStorage.getItem("teilhabe.notes"); } catch { return null; } };
if (notesLink && (document.querySelector("[data-add], [data-notes]") || hasNotes())) import(notesLink.dataset.notesScript);

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

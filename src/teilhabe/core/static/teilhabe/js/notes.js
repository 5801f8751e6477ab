// The reader's own list ("Merkliste"): it lives here and in addresses. Without this script the links carry it along.
const NOTES = "teilhabe.notes", MOST_NOTES = 50;
const readNotes = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(NOTES) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => /^[-\w]{1,120}$/.test(one)).slice(0, MOST_NOTES) : [];
  } catch { return []; }
};
const writeNotes = (notes) => { try { localStorage.setItem(NOTES, JSON.stringify(notes)); } catch { /* not allowed to keep anything */ } };
const notesAddress = (base, notes) => notes.length ? `${base}?e=${notes.join(",")}` : base;
const countNotes = () => {
  const notes = readNotes();
  for (const link of document.querySelectorAll("[data-notes-link]")) {
    const base = link.dataset.notesLink;
    link.href = notesAddress(base, notes);
    const count = link.querySelector(".t-count");
    count.textContent = notes.length;
    count.hidden = !notes.length;
  }
};

for (const button of document.querySelectorAll("[data-note][data-add]")) {
  const slug = button.dataset.note, words = button.querySelector(".kern-label");
  const state = () => {
    const kept = readNotes().includes(slug);
    words.textContent = kept ? button.dataset.take : button.dataset.add;
  };
  button.setAttribute("role", "button");
  const toggle = (event) => {
    event.preventDefault();
    const notes = readNotes();
    writeNotes(notes.includes(slug) ? notes.filter((one) => one !== slug) : [...notes, slug].slice(-MOST_NOTES));
    state();
    countNotes();
  };
  button.addEventListener("click", toggle);
  button.addEventListener("keydown", (event) => { if (event.key === " ") toggle(event); });
  state();
}

const notesPage = document.querySelector("[data-notes]");
if (notesPage) {
  const shown = (notesPage.dataset.shown ?? "").split(",").filter(Boolean), own = readNotes();
  // Called without a list, the page opens the reader's own.
  if (!shown.length && own.length && !location.search) location.replace(notesAddress(notesPage.dataset.url, own));
  // A list that somebody else shared stays as it is; the own one is one click away.
  const isOwn = shown.every((slug) => own.includes(slug));
  const way = notesPage.querySelector("[data-notes-own]");
  if (way && own.length && !isOwn) { way.hidden = false; way.querySelector("a").href = notesAddress(notesPage.dataset.url, own); }
  for (const link of notesPage.querySelectorAll("[data-note-off]")) {
    link.addEventListener("click", () => { if (isOwn) writeNotes(own.filter((slug) => slug !== link.dataset.noteOff)); });
  }
}
countNotes();

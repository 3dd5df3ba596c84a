// What is typed into form[data-draft] is kept in this browser until it is saved: per account (data-who), per form (data-draft)
// and per sending (the hidden field `sending`, the id under which the server makes one record of it). Files and fields
// marked data-secret are never kept. Saved: the server leads to "…#saved=ID"; logged out: to "…#left=ACCOUNT"; tidy() forgets.
import { addRow } from "./children.js";
import { guardSending } from "./sending.js";

const PREFIX = "zz-draft:";
const OLDEST = 14 * 86_400_000; // well within the 30 days for which the server knows an id
const NEVER = new Set(["csrf_token", "sending", "version"]);

export function dress(forms) {
  forms.filter((form) => form.dataset.who && !form.dataset.drafting).forEach((form) => {
    form.dataset.drafting = "yes";
    const keeper = new Keeper(form);
    keeper.offer();
    guardSending(form, () => keeper.keep());
  });
}

export function tidy() {
  const [, what, id] = /^#(saved|left)=([\w-]+)$/.exec(location.hash) || [];
  if (!what) return;
  forget((key) => (what === "saved" ? key.endsWith(`:${id}`) : key.startsWith(`${PREFIX}${id}:`)));
  if (what === "saved") store(() => sessionStorage.setItem("zz-saved", id));
  history.replaceState(history.state, "", location.pathname + location.search);
}

const store = (act) => { try { return act(); } catch { return null; } }; // a private window, or a full one
const keys = () => store(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) || [];
const forget = (which) => keys().filter(which).forEach((key) => store(() => localStorage.removeItem(key)));
const read = (key) => store(() => JSON.parse(localStorage.getItem(key)));

// Not crypto.randomUUID: the town's server may speak plain http, where browsers do not have it.
const freshId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

class Keeper {
  constructor(form) {
    this.form = form;
    this.blank = JSON.stringify(contents(form));
    let waiting;
    const soon = () => { form.dataset.leaving = ""; clearTimeout(waiting); waiting = setTimeout(() => this.keep(), 400); };
    for (const change of ["input", "change", "zz:rows"]) form.addEventListener(change, soon);
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.keep(); });
    window.addEventListener("pagehide", () => this.keep());
    window.addEventListener("pageshow", () => this.renew());
    form.querySelector("[data-leave]")?.addEventListener("click", () => { form.dataset.leaving = "yes"; store(() => localStorage.removeItem(this.key)); });
  }

  get family() { return `${PREFIX}${this.form.dataset.who}:${this.form.dataset.draft}:`; }

  get key() { return this.family + this.form.elements.sending.value; }

  keep() {
    const now = contents(this.form);
    if (this.form.dataset.leaving === "yes" || JSON.stringify(now) === this.blank) return;
    const version = this.form.elements.version?.value || "";
    store(() => localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), version, ...now })));
  }

  // A page out of the browser's memory whose form was saved: what is typed now is another record.
  renew() {
    if (store(() => sessionStorage.getItem("zz-saved")) === this.form.elements.sending.value) this.form.elements.sending.value = freshId();
  }

  offer() {
    this.renew();
    forget((key) => !((read(key)?.at || 0) > Date.now() - OLDEST));
    const box = document.querySelector("[data-draft-offer]");
    if (!box || read(this.key)) { this.blank = read(this.key) ? "" : this.blank; return; }
    const waiting = keys().filter((key) => key.startsWith(this.family)).sort((a, b) => read(b).at - read(a).at);
    if (!waiting.length) { box.hidden = true; return; }
    const [key] = waiting;
    const draft = read(key);
    box.querySelector("[data-draft-time]").textContent = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    box.hidden = false;
    box.querySelector("[data-draft-take]").onclick = () => { box.hidden = true; this.take(key, draft); };
    box.querySelector("[data-draft-drop]").onclick = () => { store(() => localStorage.removeItem(key)); this.offer(); };
  }

  take(key, draft) {
    const { form } = this;
    form.elements.sending.value = key.slice(this.family.length);
    if (draft.version && form.elements.version) form.elements.version.value = draft.version;
    putBack(form, draft);
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.querySelector("input:not([type=hidden], :disabled), select, textarea")?.focus();
  }
}

// Names → values, the words of chosen records, and the places of child rows.
function contents(form) {
  const fields = {};
  const words = {};
  for (const each of form.elements) {
    if (!each.name || NEVER.has(each.name) || ["file", "submit", "button", "password"].includes(each.type)) continue;
    if (each.closest("[data-secret]") || each.matches("[data-child-count]")) continue;
    const values = (fields[each.name] ??= []);
    if (each.type === "radio" || each.type === "checkbox") { if (each.checked) values.push(each.value); continue; }
    if (each.tagName !== "SELECT") { values.push(each.value); continue; }
    for (const option of each.selectedOptions) {
      values.push(option.value);
      (words[each.name] ??= {})[option.value] = option.textContent;
    }
  }
  const rows = {};
  form.querySelectorAll("[data-children]").forEach((part) => { rows[part.dataset.children] = places(part).map((row) => row.dataset.child); });
  return { fields, words, rows };
}

const places = (part) => [...part.querySelectorAll("[data-child-rows] > [data-child]")];

function putBack(form, draft) {
  form.querySelectorAll("[data-children]").forEach((part) => makeRows(part, draft.rows[part.dataset.children] || []));
  for (const each of form.elements) {
    const values = draft.fields[each.name];
    if (!values || each.type === "file" || each.closest("[data-secret]")) continue;
    if (each.type === "radio" || each.type === "checkbox") each.checked = values.includes(each.value);
    else if (each.tagName === "SELECT") choose(each, values, draft.words[each.name] || {});
    else each.value = values[[...form.querySelectorAll(`[name="${CSS.escape(each.name)}"]`)].indexOf(each)] ?? "";
  }
  form.querySelectorAll("[data-child-removed]").forEach((box) => box.closest("[data-child]").classList.toggle("removed", box.checked));
}

// The rows of the draft under their own numbers; what is stored already stays, whatever the draft knew of it.
function makeRows(part, wanted) {
  const last = Math.max(-1, ...wanted.map(Number));
  const before = new Set(places(part).map((row) => row.dataset.child));
  while (Number(part.dataset.next) <= last) addRow(part);
  places(part).filter((row) => !wanted.includes(row.dataset.child) && !before.has(row.dataset.child)).forEach((row) => row.remove());
  part.dispatchEvent(new CustomEvent("zz:rows", { bubbles: true }));
}

function choose(select, values, words) {
  const known = new Set([...select.options].map((option) => option.value));
  values.filter((value) => value && !known.has(value)).forEach((value) => select.append(new Option(words[value] || value, value)));
  for (const option of select.options) option.selected = values.includes(option.value);
  select.tomselect?.sync();
}

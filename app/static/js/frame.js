// The frame: menus, the sheet on phones, appearance, the search field.

const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window: for this page only */ } };
const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

export function startFrame() {
  closeMenusOutside();
  openSheet();
  foldSide();
  chooseAppearance();
  document.addEventListener("keydown", slash);
  document.addEventListener("click", (event) => { if (event.target.closest("[data-palette]")) openPalette(); });
  document.querySelectorAll(".tabs [aria-current]").forEach(bringIntoStrip);
  document.querySelectorAll("[data-here]").forEach((field) => { field.value = location.pathname + location.search; });
  document.querySelectorAll("[data-print], a[href='#print']").forEach((button) => button.addEventListener("click", () => window.print()));
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]')?.content || "";
  });
}

// The strip of tabs is wider than a phone: the tab one is at stands in its middle.
function bringIntoStrip(tab) {
  const strip = tab.closest(".tabs");
  strip.scrollLeft += tab.getBoundingClientRect().left - strip.getBoundingClientRect().left - (strip.clientWidth - tab.offsetWidth) / 2;
}

function closeMenusOutside() {
  const close = (but) => document.querySelectorAll("details[data-drop-menu][open]").forEach((menu) => {
    if (!but || !menu.contains(but)) menu.open = false;
  });
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details[data-drop-menu][open]");
    close(null);
    open?.querySelector("summary").focus();
  });
}

function openSheet() {
  const root = document.documentElement;
  const menu = document.getElementById("menu");
  const opener = document.querySelector("[data-menu-open]");
  if (!menu || !opener) return;
  const set = (open) => {
    if (open) root.dataset.menu = "open"; else delete root.dataset.menu;
    document.body.style.overflow = open ? "hidden" : "";
    (open ? menu.querySelector("[aria-current], a") : opener).focus({ preventScroll: true });
  };
  opener.addEventListener("click", (event) => { event.preventDefault(); set(true); });
  menu.addEventListener("click", (event) => {
    if (event.target === menu || event.target.closest("[data-menu-close]")) { event.preventDefault(); set(false); }
  });
  menu.addEventListener("keydown", (event) => {
    if (root.dataset.menu !== "open") return;
    if (event.key === "Escape") set(false);
    if (event.key === "Tab") keepInside(menu, event);
  });
}

function keepInside(box, event) {
  const stops = [...box.querySelectorAll("a, button")].filter((each) => each.offsetParent);
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}

function foldSide() {
  const button = document.querySelector("[data-side-fold]");
  if (!button) return;
  const show = () => {
    const small = kept("zz-side") === "small";
    button.setAttribute("aria-expanded", String(!small));
    document.querySelectorAll(".side [data-entry], [data-side-fold]").forEach((each) => { each.title = small ? each.textContent.trim() : ""; });
  };
  button.addEventListener("click", () => {
    keep("zz-side", kept("zz-side") === "small" ? "wide" : "small");
    window.dispatchEvent(new Event("zz-appearance"));
    show();
  });
  show();
}

function chooseAppearance() {
  const show = () => {
    document.querySelectorAll("[data-mode]").forEach((each) =>
      each.setAttribute("aria-pressed", String((kept("zz-mode") || "auto") === each.dataset.mode)));
    document.querySelectorAll("button[data-type]").forEach((each) =>
      each.setAttribute("aria-pressed", String(kept("zz-type") === "large")));
  };
  document.addEventListener("click", (event) => {
    const mode = event.target.closest("[data-mode]");
    const type = event.target.closest("button[data-type]");
    if (!mode && !type) return;
    if (mode) keep("zz-mode", mode.dataset.mode);
    if (type) keep("zz-type", kept("zz-type") === "large" ? "usual" : "large");
    window.dispatchEvent(new Event("zz-appearance"));
    show();
  });
  show();
}

// The palette: / where nobody types, Ctrl+K anywhere, or its button.
function slash(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const control = event.ctrlKey || event.metaKey;
  const wanted = control ? event.key.toLowerCase() === "k" && !event.shiftKey : event.key === "/" && !typing;
  if (!wanted || event.altKey || !document.querySelector("[data-palette]") || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  openPalette();
}

// What a page asks for by itself and does not get stays as it was: nobody waits there for what went wrong.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.matches("[hx-trigger=load]") && event.detail.xhr.status >= 400) event.detail.shouldSwap = false;
});

const openPalette = async () => (await import("./palette.js")).open();

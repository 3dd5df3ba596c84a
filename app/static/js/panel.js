// A list at the desk: a row opens its record in the panel at the right, j and k go down and up, Enter opens, Escape closes;
// a cell is changed where it stands, by double click or by e. Links stay links, so nothing here is needed to get anywhere.

const wide = window.matchMedia("(min-width: 62rem)");
let panel;

export function dress(lists) {
  panel = document.getElementById("panel");
  lists.forEach((list) => {
    if (list.dataset.dressed) return;
    list.dataset.dressed = "yes";
    list.addEventListener("click", clicked);
    list.addEventListener("dblclick", (event) => edit(event.target.closest("td")));
    list.addEventListener("mouseover", (event) => pencil(event.target.closest("td")));
    list.addEventListener("submit", save);
  });
  document.addEventListener("keydown", key);
  document.addEventListener("click", (event) => { if (event.target.closest("[data-panel-close]")) close(); });
}

const rows = () => [...document.querySelectorAll("[data-opens] tbody tr")];
const chosen = () => document.querySelector("[data-opens] tbody tr[aria-current]");
const address = (row) => row?.querySelector(".c-main a, .c-ops a")?.getAttribute("href");

let waiting;
function clicked(event) {
  if (event.target.closest("[data-cell-cancel]")) { cancel(event.target.closest("td")); return; }
  if (event.target.closest("[data-pencil]")) { edit(event.target.closest("td")); return; }
  const row = event.target.closest("tbody tr");
  if (!row || !wide.matches || event.target.closest("a, button, input, select, textarea, label, form")) return;
  if (String(window.getSelection())) return;
  choose(row);
  clearTimeout(waiting);
  waiting = setTimeout(() => open(row), 220); // a double click changes the cell instead
}

function choose(row) {
  chosen()?.removeAttribute("aria-current");
  row?.setAttribute("aria-current", "true");
  row?.scrollIntoView({ block: "nearest" });
}

async function open(row) {
  const url = address(row);
  if (!url || !panel || row.querySelector("[data-cell-form]")) return;
  const answer = await fetch(`${url}?panel=1`, { credentials: "same-origin", headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) { location.assign(url); return; }
  panel.innerHTML = await answer.text();
  panel.hidden = false;
  document.documentElement.dataset.panel = "open";
  window.htmx?.process(panel);
  panel.dispatchEvent(new CustomEvent("zz:dress", { bubbles: true }));
}

function close() {
  if (!panel || panel.hidden) return;
  panel.hidden = true;
  panel.replaceChildren();
  delete document.documentElement.dataset.panel;
}

function key(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select, [contenteditable], .ts-wrapper")) {
    if (event.key === "Escape") cancel(event.target.closest("td"));
    return;
  }
  if (event.key === "Escape") close();
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "Enter" && chosen() && !event.target.closest("a, button, summary")) enter(event);
  else if (event.key === "e" && chosen()) edit([...chosen().cells].find(canEdit));
}

function step(by) {
  const all = rows();
  const next = all[Math.max(0, Math.min(all.length - 1, all.indexOf(chosen()) + by))];
  if (!next) return;
  choose(next);
  if (panel && !panel.hidden) open(next);
}

function enter(event) {
  event.preventDefault();
  if (!wide.matches || (panel && !panel.hidden)) location.assign(address(chosen()));
  else open(chosen());
}

// -- cells -----------------------------------------------------------------------------------------

const heading = (cell) => cell?.closest("table")?.tHead.rows[0].cells[cell.cellIndex];
const canEdit = (cell) => Boolean(heading(cell)?.hasAttribute("data-edits") && cell.closest("tr").querySelector('.c-ops a[href*="/edit/"]'));

function pencil(cell) {
  if (!cell || !wide.matches || cell.querySelector("[data-pencil], form") || !canEdit(cell)) return;
  document.querySelector("[data-pencil]")?.remove();
  const template = document.querySelector("[data-pencil-template]");
  if (template) cell.append(template.content.firstElementChild.cloneNode(true));
}

async function edit(cell) {
  clearTimeout(waiting);
  if (!cell || !canEdit(cell) || cell.querySelector("form")) return;
  const row = cell.closest("tr");
  const record = row.querySelector('.c-ops a[href*="/edit/"]').getAttribute("href").replace("/edit/", "/cell/");
  const asked = new URLSearchParams({ no: row.querySelector(".c-no")?.textContent || "1" });
  new URLSearchParams(location.search).getAll("cols").forEach((each) => asked.append("cols", each));
  document.querySelectorAll("[data-cell-form]").forEach((form) => cancel(form.closest("td")));
  const answer = await fetch(`${record}/${heading(cell).dataset.key}?${asked}`, { credentials: "same-origin", headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  cell.querySelector("[data-pencil]")?.remove();
  cell.kept = [...cell.childNodes];
  draw(cell, await answer.text());
}

function draw(cell, html) {
  cell.innerHTML = html;
  cell.dispatchEvent(new CustomEvent("zz:dress", { bubbles: true }));
  cell.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function cancel(cell) {
  if (cell?.kept) { cell.replaceChildren(...cell.kept); delete cell.kept; }
}

async function save(event) {
  const form = event.target.closest("[data-cell-form]");
  if (!form) return;
  event.preventDefault();
  const cell = form.closest("td");
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin", headers: { "HX-Request": "true" } });
  const html = await answer.text();
  if (answer.status === 422 || answer.status === 409) { draw(cell, html); return; }
  if (!answer.ok) { location.reload(); return; }
  const row = cell.closest("tr");
  const made = document.createElement("tbody");
  made.innerHTML = html;
  const fresh = made.rows[0];
  if (!row.querySelector(".c-check")) fresh.querySelector(".c-check")?.remove();
  if (row.hasAttribute("aria-current")) fresh.setAttribute("aria-current", "true");
  row.replaceWith(fresh);
  if (fresh.hasAttribute("aria-current") && panel && !panel.hidden) open(fresh);
}

// The command palette: a combobox over a list in a dialog. Places come once with the first opening and are sifted here;
// records are asked of the server a moment after the last letter. Arrows move, Enter goes, Escape closes.

const dialog = document.getElementById("palette");
const field = dialog.querySelector("[data-palette-words]");
const list = dialog.querySelector("[data-palette-list]");
const status = dialog.querySelector("[data-palette-status]");
const json = { headers: { Accept: "application/json" }, credentials: "same-origin" };
let places = null, records = [], timer, asked = 0, active = -1;

export async function open() {
  if (dialog.open) return;
  dialog.showModal();
  field.setAttribute("aria-expanded", "true");
  field.select();
  places ??= (await fetch(list.dataset.address, json).then((answer) => (answer.ok ? answer.json() : { places: [] }))).places;
  draw();
}

dialog.addEventListener("close", () => field.setAttribute("aria-expanded", "false"));
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
field.addEventListener("input", () => {
  records = [];
  active = -1;
  clearTimeout(timer);
  if (words()) timer = setTimeout(ask, 180);
  draw();
});
field.addEventListener("keydown", (event) => {
  const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 };
  if (event.key in moves) { event.preventDefault(); move(moves[event.key]); }
  else if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); go(options()[Math.max(0, active)]); }
});
list.addEventListener("click", (event) => { const chosen = event.target.closest("[role=option]"); if (chosen) go(chosen); });

const words = () => field.value.trim();
const options = () => [...list.querySelectorAll("[role=option]")];
const go = (option) => { if (option) location.assign(option.dataset.url); };

async function ask() {
  const mine = ++asked, wanted = words();
  status.textContent = status.dataset.loading;
  const answer = await fetch(`${list.dataset.address}?q=${encodeURIComponent(wanted)}`, json).catch(() => null);
  if (mine !== asked || wanted !== words()) return;
  records = answer?.ok ? (await answer.json()).groups : [];
  status.textContent = "";
  draw(true);
}

// A place whose name begins so comes before one that holds it, one that holds it before one that only sounds so.
function rank(place, wanted) {
  const label = place.label.toLowerCase();
  if (label.startsWith(wanted)) return 0;
  if (label.includes(wanted)) return 1;
  const readings = place.words.toLowerCase().split(" ");
  if (readings.some((each) => each.startsWith(wanted))) return 2;
  return readings.some((each) => each.includes(wanted)) ? 3 : 9;
}

function sifted(kind) {
  const wanted = words().toLowerCase();
  const mine = (places || []).filter((each) => each.kind === kind);
  if (!wanted) return kind === "page" ? mine : [];
  return mine.map((each) => [rank(each, wanted), each]).filter(([at]) => at < 9).sort((a, b) => a[0] - b[0]).slice(0, 8).map(([, each]) => each);
}

function draw(answered) {
  const groups = [{ label: list.dataset.pages, items: sifted("page") }, { label: list.dataset.acts, items: sifted("act") },
    ...records.map((each) => ({ label: each.label, items: [...each.records.map((record) => ({ ...record, icon: each.icon })),
      ...(each.more ? [{ label: list.dataset.more, url: each.more, icon: "list" }] : [])] }))];
  list.replaceChildren(...groups.filter((group) => group.items.length).map(drawn));
  options().forEach((option, number) => { option.id = `palette-${number}`; });
  mark(active < 0 && words() ? 0 : Math.min(active, options().length - 1));
  if (answered) status.textContent = options().length ? "" : status.dataset.nothing;
}

function drawn(group) {
  const box = element("div", { role: "group", "aria-label": group.label });
  box.append(element("div", { class: "palette-group", "aria-hidden": "true" }, group.label));
  group.items.forEach((item) => {
    const option = element("div", { role: "option", "aria-selected": "false", "data-url": item.url });
    option.append(icon(item.icon), element("span", {}, item.label));
    box.append(option);
  });
  return box;
}

function element(name, attributes, text) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  if (text) made.textContent = text;
  return made;
}

function icon(name) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("class", "icon");
  made.setAttribute("aria-hidden", "true");
  made.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
  made.firstChild.setAttribute("href", `${list.dataset.sprite}#${name}`);
  return made;
}

function move(by) {
  const last = options().length - 1;
  if (last < 0) return;
  const next = active + by;
  mark(next < 0 ? last : next > last ? 0 : next);
}

function mark(number) {
  active = number;
  options().forEach((option, at) => option.setAttribute("aria-selected", String(at === number)));
  const chosen = options()[number];
  if (chosen) { field.setAttribute("aria-activedescendant", chosen.id); chosen.scrollIntoView({ block: "nearest" }); }
  else field.removeAttribute("aria-activedescendant");
}

// A map point without a map: a sketch of the points that are known here (details[data-sketch]), on which one taps or moves a
// cross with the arrow keys; a list to start from the same place; and a word at once where what is typed is no place on earth.
import { say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDE = 400;
const HIGH = 300;
const METRES = 111_320; // of a degree of latitude

export function dress(boxes) {
  boxes.filter((box) => !box.dataset.dressed).forEach((box) => {
    box.dataset.dressed = "yes";
    const input = document.getElementById(box.dataset.sketchOf);
    input.addEventListener("change", () => judge(input));
    box.addEventListener("toggle", () => { if (box.open && !box.dataset.drawn) { box.dataset.drawn = "yes"; open(box, input); } });
  });
}

// Latitude and longitude as app/fieldtypes/places.py reads them; null where there are none.
export function pointOf(text) {
  const parts = text.normalize("NFKC").trim().split(/[\s,;、]+/).map(Number);
  const [lat, lon] = parts;
  return parts.length === 2 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

function judge(input) {
  const wrong = input.value.trim() !== "" && !pointOf(input.value);
  const field = input.closest(".field");
  field.querySelector("[data-point-wrong]")?.remove();
  if (wrong) {
    input.setAttribute("aria-invalid", "true");
    const told = Object.assign(document.createElement("p"), { className: "error", textContent: say("nopoint") });
    told.dataset.pointWrong = "";
    told.setAttribute("role", "alert");
    field.append(told);
  } else {
    input.removeAttribute("aria-invalid");
  }
}

async function open(box, input) {
  const answer = await fetch(box.dataset.sketch, { headers: { Accept: "application/json" }, credentials: "same-origin" }).catch(() => null);
  const points = answer?.ok ? (await answer.json()).points : [];
  if (!points.length && !pointOf(input.value)) { box.append(made("p", { className: "help", textContent: say("nopoints") })); return; }
  new Sketch(box, input, points);
}

function made(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function drawn(name, attributes, text = "") {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.textContent = text;
  return element;
}

class Sketch {
  constructor(box, input, points) {
    Object.assign(this, { box, input, points });
    this.at = pointOf(input.value);
    this.fit();
    this.svg = drawn("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, tabindex: "0", role: "application", "aria-label": say("sketch"), class: "sketch-map" });
    this.told = made("p", { className: "quiet small" });
    this.told.setAttribute("aria-live", "polite");
    const zoom = (label, by) => { const button = made("button", { type: "button", className: "btn btn-sm", textContent: label }); button.addEventListener("click", () => this.zoom(by)); return button; };
    box.append(this.list(), this.svg, made("p", { className: "buttons" }, zoom(say("nearer"), 0.5), zoom(say("farther"), 2)), this.told);
    this.svg.addEventListener("click", (event) => this.tap(event));
    this.svg.addEventListener("keydown", (event) => this.key(event));
    this.draw();
  }

  fit() {
    const all = [...this.points, ...(this.at ? [this.at] : [])];
    const lats = all.map((point) => point.lat);
    const lons = all.map((point) => point.lon);
    this.centre = this.at || { lat: (Math.min(...lats) + Math.max(...lats)) / 2, lon: (Math.min(...lons) + Math.max(...lons)) / 2 };
    const across = Math.max(...lons.map((lon) => Math.abs(lon - this.centre.lon))) * 2 * this.narrowing() * HIGH / WIDE;
    this.span = Math.max(0.01, 1.3 * Math.max(across, ...lats.map((lat) => Math.abs(lat - this.centre.lat) * 2)));
  }

  narrowing() { return Math.max(0.01, Math.cos(this.centre.lat * Math.PI / 180)); }

  place({ lat, lon }) {
    const unit = HIGH / this.span;
    return [WIDE / 2 + (lon - this.centre.lon) * this.narrowing() * unit, HIGH / 2 - (lat - this.centre.lat) * unit];
  }

  list() {
    const select = made("select", { className: "form-select" }, new Option(say("sameplace"), ""), ...this.points.map((point, number) => new Option(`${point.name} (${point.kind})`, String(number))));
    select.setAttribute("aria-label", say("sameplace"));
    select.addEventListener("change", (event) => {
      event.stopPropagation();
      const point = this.points[Number(select.value)];
      if (select.value && point) { this.centre = { lat: point.lat, lon: point.lon }; this.take(this.centre); }
    });
    return select;
  }

  zoom(by) {
    if (this.at) this.centre = this.at;
    this.span = Math.min(20, Math.max(0.0005, this.span * by));
    this.draw();
  }

  tap(event) {
    const frame = this.svg.getBoundingClientRect();
    const unit = this.span / HIGH;
    const x = (event.clientX - frame.left) / frame.width * WIDE - WIDE / 2;
    const y = (event.clientY - frame.top) / frame.height * HIGH - HIGH / 2;
    this.take({ lat: this.centre.lat - y * unit, lon: this.centre.lon + x * unit / this.narrowing() });
  }

  key(event) {
    if (event.key === "+" || event.key === "=") { this.zoom(0.5); event.preventDefault(); return; }
    if (event.key === "-") { this.zoom(2); event.preventDefault(); return; }
    const [up, right] = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key] || [];
    if (up === undefined) return;
    event.preventDefault();
    const step = this.span / (event.shiftKey ? 8 : 40);
    const from = this.at || this.centre;
    this.take({ lat: from.lat + up * step, lon: from.lon + right * step / this.narrowing() });
  }

  take(point) {
    this.at = { lat: Math.min(90, Math.max(-90, point.lat)), lon: Math.min(180, Math.max(-180, point.lon)) };
    this.input.value = `${this.at.lat.toFixed(6)}, ${this.at.lon.toFixed(6)}`;
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    judge(this.input);
    const [x, y] = this.place(this.at);
    if (x < 0 || y < 0 || x > WIDE || y > HIGH) this.centre = this.at;
    this.draw();
  }

  draw() {
    const near = this.points.map((point) => ({ point, xy: this.place(point) })).filter(({ xy: [x, y] }) => x >= 0 && y >= 0 && x <= WIDE && y <= HIGH);
    const labels = near.slice(0, 60).map(({ point, xy: [x, y] }) => drawn("text", { x: x + 6, y: y + 4 }, point.name));
    const dots = near.map(({ xy: [x, y] }) => drawn("circle", { cx: x, cy: y, r: 4 }));
    this.svg.replaceChildren(...dots, ...labels, ...this.scale(), ...this.cross());
    if (this.at) this.told.textContent = [this.input.value, this.nearest()].filter(Boolean).join(" · ");
  }

  cross() {
    if (!this.at) return [];
    const [x, y] = this.place(this.at);
    return [drawn("path", { class: "cross", d: `M${x - 12} ${y}H${x + 12}M${x} ${y - 12}V${y + 12}` })];
  }

  // A bar of a round length, about a quarter of the sketch.
  scale() {
    const metres = this.span * METRES / HIGH * (WIDE / 4);
    const round = 10 ** Math.floor(Math.log10(metres));
    const length = round / (this.span * METRES / HIGH);
    const text = round >= 1000 ? `${round / 1000} km` : `${round} m`;
    return [drawn("path", { class: "scale", d: `M10 ${HIGH - 10}h${length}` }), drawn("text", { x: 10, y: HIGH - 16 }, text)];
  }

  nearest() {
    const far = ({ lat, lon }) => METRES * Math.hypot(lat - this.at.lat, (lon - this.at.lon) * this.narrowing());
    const [first] = this.points.map((point) => ({ name: point.name, far: far(point) })).sort((a, b) => a.far - b.far);
    return first ? say("awayfrom", { n: Math.round(first.far), m: first.name }) : "";
  }
}

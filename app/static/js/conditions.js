// Fields that show, or must be filled in, depending on others: data-visible-if and data-required-if hold Rule.as_json().
import { run } from "./rules.js";

export function dress(forms) {
  forms.forEach((form) => {
    if (form.dataset.watched) return;
    form.dataset.watched = "yes";
    const judge = () => judgeForm(form);
    form.addEventListener("input", judge);
    form.addEventListener("change", judge);
    form.addEventListener("zz:rows", judge);
    judge();
  });
}

function judgeForm(form) {
  const today = form.dataset.today || new Date().toLocaleDateString("sv");
  // A rule may ask for a field that another rule hides, so go on until nothing moves; a handful of rounds is plenty.
  for (let round = 0; round < 5; round += 1) {
    const values = valuesOf(form);
    const moved = [...form.querySelectorAll("[data-visible-if], [data-required-if]")].map((box) => {
      const row = box.closest("[data-child]");
      return judgeField(box, row ? { ...valuesOf(row) } : values, today);
    });
    if (!moved.includes(true)) return;
  }
}

function judgeField(box, values, today) {
  let moved = false;
  if (box.dataset.visibleIf) {
    const visible = run(JSON.parse(box.dataset.visibleIf).rule, values, today) === true;
    moved = box.hidden === visible;
    box.hidden = !visible;
    box.querySelectorAll("input, select, textarea").forEach((each) => { each.disabled = !visible; });
  }
  if (box.dataset.requiredIf) {
    const required = !box.hidden && run(JSON.parse(box.dataset.requiredIf).rule, values, today) === true;
    box.dataset.required = required ? "yes" : "no";
    box.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea").forEach((each) => {
      each.required = required;
      if (required) each.setAttribute("aria-required", "true"); else each.removeAttribute("aria-required");
    });
  }
  return moved;
}

// The values of the fields directly in `box`, and the child rows by the key of their section.
function valuesOf(box) {
  const row = box.matches("[data-child]") ? box : null;
  const values = {};
  box.querySelectorAll("[data-field]").forEach((field) => {
    if (field.closest("[data-child]") === row && !field.closest("template")) values[field.dataset.field] = valueOf(field);
  });
  if (!row) {
    box.querySelectorAll("[data-children]").forEach((part) => {
      values[part.dataset.children] = [...part.querySelectorAll("[data-child-rows] > [data-child]:not(.removed)")].map(valuesOf);
    });
  }
  return values;
}

export function valueOf(field) {
  if (field.matches("input")) return field.value;
  if (field.hidden) return null;
  const read = READERS[field.dataset.control] || text;
  return read(field);
}

const text = (field) => field.querySelector("input, select, textarea, output")?.value.trim() || null;
const chosen = (field) => field.querySelector("input:checked")?.value || null;

const READERS = {
  yes_no: (field) => ({ yes: true, no: false })[chosen(field)] ?? null,
  choice: (field) => (field.querySelector("select") ? text(field) : chosen(field)),
  multi_choice: (field) => [...field.querySelectorAll("input:checked, option:checked")].map((each) => each.value),
  references: (field) => [...field.querySelectorAll("option:checked")].map((each) => each.value),
  phones: (field) => (text(field) || "").split(/[、,，;；\s/]+/).filter(Boolean),
  attachments: (field) => field.querySelector("[type=file]").files.length || field.querySelectorAll(".files input:not(:checked)").length || null,
  money: (field) => power(text(field), Number(field.dataset.power || 0)),
  number: (field) => power(text(field), Number(field.dataset.power || 0)),
  partial_date: (field) => isoPartial(text(field)),
  // Typed in the country's time, UTC+8; rules have moments in UTC.
  datetime: (field) => {
    const at = new Date(`${field.querySelector("input").value}Z`);
    return Number.isNaN(at.getTime()) ? null : `${new Date(at.getTime() - 8 * 3600_000).toISOString().slice(0, 19)}.000000`;
  },
};

function power(number, by) {
  if (!number || !by) return number;
  const [whole, rest = ""] = number.replaceAll(",", "").split(".");
  return `${whole}${rest.slice(0, by).padEnd(by, "0")}.${rest.slice(by) || "0"}`;
}

function isoPartial(typed) {
  const found = /^(\d{4})(?:\D+(\d{1,2})(?:\D+(\d{1,2}))?)?\D*$/.exec(typed || "");
  return found ? found.slice(1).filter(Boolean).map((part) => part.padStart(2, "0")).join("-") : null;
}

// Forms: nothing typed is lost by leaving the page (data-guard), nothing is sent twice (data-once), the summary of what is
// wrong takes the focus (data-problems), letters are counted (data-letters), passwords shown (data-eye) and checked.
import { say } from "./words.js";

const changed = new WeakSet();

export function startForms() {
  document.addEventListener("input", (event) => { if (event.target.form?.hasAttribute("data-guard")) changed.add(event.target.form); });
  document.addEventListener("change", (event) => { if (event.target.form?.hasAttribute("data-guard")) changed.add(event.target.form); });
  document.addEventListener("submit", once);
  window.addEventListener("beforeunload", (event) => {
    const open = [...document.querySelectorAll("form[data-guard]")].some((form) => changed.has(form) && !form.dataset.sent);
    if (open) { event.preventDefault(); event.returnValue = say("unsaved"); }
  });
  // The page may come back from the browser's memory, buttons still resting.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(wake));
  document.addEventListener("htmx:afterRequest", (event) => { const form = event.target.closest?.("form"); if (form) wake(form); });
  document.addEventListener("click", act);
}

function once(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  const button = event.submitter;
  // Not `disabled`: the name and value of the button must be sent.
  setTimeout(() => { button?.setAttribute("aria-disabled", "true"); button?.setAttribute("aria-busy", "true"); });
}

function wake(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => { button.removeAttribute("aria-busy"); button.removeAttribute("aria-disabled"); });
}

export function dressForms(root) {
  root.querySelectorAll("[data-problems]").forEach((box) => box.focus());
  root.querySelectorAll("[data-letters]").forEach(countLetters);
  root.querySelectorAll("[data-password-rules]").forEach(tickRules);
  root.querySelectorAll("form[data-auto]").forEach((form) => {
    form.querySelector("[type=submit]")?.setAttribute("hidden", "");
    form.addEventListener("change", () => form.requestSubmit());
  });
}

function countLetters(area) {
  const shown = document.createElement("span");
  shown.className = "count";
  const count = () => { shown.textContent = say("letters", { n: [...area.value].length, m: area.maxLength }); };
  area.insertAdjacentElement("afterend", shown);
  area.addEventListener("input", count);
  count();
}

function tickRules(list) {
  const field = document.getElementById(list.dataset.passwordRules);
  const tick = () => list.querySelectorAll("[data-pattern]").forEach((rule) => {
    rule.dataset.met = new RegExp(rule.dataset.pattern, "u").test(field.value) ? "yes" : "no";
  });
  field?.addEventListener("input", tick);
}

function act(event) {
  const problem = event.target.closest("[data-problems] a");
  if (problem) lead(problem, event);
  const button = event.target.closest("button");
  if (!button) return;
  if (button.hasAttribute("data-eye")) showPassword(button);
  if (button.hasAttribute("data-locate")) locate(button);
  if (button.dataset.chooseAll) {
    button.closest("form").querySelectorAll(`[type=radio][value="${button.dataset.chooseAll}"]`).forEach((radio) => { radio.checked = true; });
  }
}

// From a line of the summary to its control, whatever the control is made of.
function lead(link, event) {
  const control = document.querySelector(link.getAttribute("href"));
  if (!control) return;
  event.preventDefault();
  control.closest(".field")?.scrollIntoView({ block: "center" });
  if (control.tomselect) control.tomselect.focus(); else (control.querySelector("input") || control).focus({ preventScroll: true });
}

function showPassword(button) {
  const field = button.parentElement.querySelector("input");
  const hidden = field.type === "password";
  field.type = hidden ? "text" : "password";
  button.setAttribute("aria-pressed", String(hidden));
  button.setAttribute("aria-label", say(hidden ? "hide" : "show"));
}

function locate(button) {
  const field = button.parentElement.querySelector("input");
  const sorry = () => { field.setCustomValidity(say("position")); field.reportValidity(); field.setCustomValidity(""); };
  if (!navigator.geolocation) { sorry(); return; }
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    field.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, sorry, { enableHighAccuracy: true, timeout: 15000 });
}

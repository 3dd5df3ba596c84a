// Lists: choosing rows, showing more filters, the words of a filter with several choices.
import { say } from "./words.js";

export function startLists() {
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-check-all]")) boxes(box).forEach((each) => { each.checked = box.checked; });
    if (box.matches("[data-check-all], .c-check input")) showChosen(box.closest(".list"));
    if (box.closest("[data-pick]")) namePicked(box.closest("[data-pick]"));
  });
  document.addEventListener("click", (event) => {
    const none = event.target.closest("[data-check-none]");
    if (none) { boxes(none).forEach((each) => { each.checked = false; }); showChosen(none.closest(".list")); }
    const up = event.target.closest("[data-column-up]");
    if (up) { moveUp(up); }
    const more = event.target.closest("[data-query-more]");
    if (more) toggleMore(more);
  });
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-query]")) dropEmpty(event.target); });
}

export function dressLists(root) {
  root.querySelectorAll("[data-query-more]").forEach((button) => {
    // On phones the chips tell what is filtered; the controls stay folded.
    if (window.matchMedia("(max-width: 47.99rem)").matches) {
      button.setAttribute("aria-expanded", "false");
      button.closest("form").classList.remove("all");
    }
    nameMore(button);
  });
  root.querySelectorAll(".list").forEach((list) => { if (list.querySelector("[data-chosen]")) showChosen(list); });
}

// A column further left; what has been moved keeps the focus.
function moveUp(button) {
  const item = button.closest("li");
  item.previousElementSibling?.before(item);
  button.focus();
}

const boxes = (inside) => inside.closest(".list").querySelectorAll("tbody .c-check input");

function showChosen(list) {
  const all = [...list.querySelectorAll("tbody .c-check input")];
  const chosen = all.filter((each) => each.checked).length;
  const head = list.querySelector("[data-check-all]");
  if (head) { head.checked = chosen > 0 && chosen === all.length; head.indeterminate = chosen > 0 && chosen < all.length; }
  const text = list.querySelector("[data-chosen]");
  if (text) text.textContent = say("chosen", { n: chosen });
}

function toggleMore(button) {
  const open = button.getAttribute("aria-expanded") !== "true";
  button.closest("form").classList.toggle("all", open);
  button.setAttribute("aria-expanded", String(open));
  nameMore(button);
}

function nameMore(button) {
  button.querySelectorAll("[data-when]").forEach((text) => { text.hidden = text.dataset.when !== button.getAttribute("aria-expanded"); });
}

function namePicked(pick) {
  const chosen = [...pick.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent.trim());
  const text = pick.querySelector("[data-none]");
  text.textContent = chosen.join("、") || text.dataset.none;
}

// Short addresses: a filter that is not used does not stand in them.
function dropEmpty(form) {
  [...form.elements].filter((each) => each.name && !each.value && each.type !== "checkbox").forEach((each) => { each.disabled = true; });
  setTimeout(() => [...form.elements].forEach((each) => { each.disabled = false; }), 500);
}

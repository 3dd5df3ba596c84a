// Child rows in the form of their parent: a new row is a copy of the <template>, its index in the place of __n__.
import { say } from "./words.js";

export function dress(parts) {
  parts.filter((part) => !part.dataset.dressed).forEach((part) => {
    part.dataset.dressed = "yes";
    part.addEventListener("click", (event) => {
      if (event.target.closest("[data-child-add]")) focusFirst(addRow(part));
      const remove = event.target.closest("[data-child-remove]");
      if (remove) { remove.closest("[data-child]").remove(); renumber(part); part.querySelector("[data-child-add]").focus(); }
    });
    part.addEventListener("change", (event) => {
      if (event.target.matches("[data-child-removed]")) event.target.closest("[data-child]").classList.toggle("removed", event.target.checked);
      renumber(part);
    });
    renumber(part);
  });
}

export function addRow(part) {
  const next = Number(part.dataset.next);
  const holder = document.createElement("template");
  holder.innerHTML = part.querySelector("template").innerHTML.replaceAll("__n__", String(next));
  const row = holder.content.querySelector("[data-child]");
  part.querySelector("[data-child-rows]").append(row);
  part.dataset.next = String(next + 1);
  part.querySelector("[data-child-count]").value = String(next + 1);
  row.dispatchEvent(new CustomEvent("zz:dress", { bubbles: true }));
  renumber(part);
  return row;
}

const focusFirst = (row) => row.querySelector("input:not([type=hidden]), select, textarea")?.focus();

function renumber(part) {
  const rows = [...part.querySelectorAll("[data-child-rows] > [data-child]")];
  rows.forEach((row, place) => { row.querySelector("[data-child-no]").textContent = say("row", { n: place + 1 }); });
  part.querySelector("[data-child-add]").hidden = rows.length >= Number(part.dataset.most);
  part.dispatchEvent(new CustomEvent("zz:rows", { bubbles: true }));
}

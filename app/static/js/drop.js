// Files by dropping: the zone says what was chosen, and glows while something is held over it.
import { say } from "./words.js";

export function dress(zones) {
  zones.filter((zone) => !zone.dataset.dressed).forEach((zone) => {
    zone.dataset.dressed = "yes";
    const input = zone.querySelector("[type=file]");
    const names = zone.querySelector("[data-drop-names]");
    input.addEventListener("change", () => {
      const files = [...input.files];
      names.textContent = files.length > 3 ? say("files", { n: files.length }) : files.map((file) => file.name).join("、");
    });
    for (const over of ["dragenter", "dragover"]) zone.addEventListener(over, () => zone.classList.add("over"));
    for (const out of ["dragleave", "drop"]) zone.addEventListener(out, () => zone.classList.remove("over"));
  });
}

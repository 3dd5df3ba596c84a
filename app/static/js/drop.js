// Files: several choices add up, pictures of the camera among them; what would be refused is said before it is sent, and
// what was chosen is shown and can be left out again. data-accept, data-mb and data-most-files are the limits.
import { say } from "./words.js";

export function dress(zones) {
  zones.filter((zone) => !zone.dataset.dressed).forEach((zone) => {
    zone.dataset.dressed = "yes";
    new Zone(zone);
    for (const over of ["dragenter", "dragover"]) zone.addEventListener(over, () => zone.classList.add("over"));
    for (const out of ["dragleave", "drop"]) zone.addEventListener(out, () => zone.classList.remove("over"));
  });
}

class Zone {
  constructor(zone) {
    this.zone = zone;
    this.input = zone.querySelector("[type=file]");
    this.files = [];
    const around = zone.parentElement;
    this.wrong = around.querySelector("[data-drop-wrong]");
    this.shown = around.querySelector("[data-drop-shown]");
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    around.querySelector("[data-camera]")?.addEventListener("change", (event) => {
      this.add([...event.target.files]);
      event.target.value = "";
    });
  }

  add(files) {
    this.tell([]);
    if (!this.input.multiple) { this.take(files); return; }
    const faults = [];
    for (const file of files) {
      const fault = this.faultOf(file);
      if (fault) faults.push(fault); else this.files.push(file);
    }
    this.tell(faults);
    this.put();
  }

  take(files) {
    const fault = files.map((file) => this.faultOf(file)).find(Boolean);
    if (fault) { this.tell([fault]); this.input.value = ""; }
    this.files = fault ? [] : files;
    this.name();
  }

  faultOf(file) {
    const { accept, mb, mostFiles } = this.zone.dataset;
    const ending = `.${file.name.split(".").pop().toLowerCase()}`;
    if (accept && !accept.split(",").includes(ending)) return say("filekind", { n: file.name });
    if (mb && file.size > Number(mb) * 1048576) return say("filesize", { n: file.name, m: mb });
    if (mostFiles && this.files.length >= Number(mostFiles)) return say("filemany", { n: file.name, m: mostFiles });
    return "";
  }

  tell(faults) {
    if (!this.wrong) return;
    this.wrong.hidden = !faults.length;
    this.wrong.textContent = faults.join(" ");
  }

  put() {
    const held = new DataTransfer();
    this.files.forEach((file) => held.items.add(file));
    this.input.files = held.files;
    this.name();
    this.show();
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  name() {
    const names = this.zone.querySelector("[data-drop-names]");
    names.textContent = this.files.length > 3 ? say("files", { n: this.files.length }) : this.files.map((file) => file.name).join("、");
  }

  show() {
    if (!this.shown) return;
    this.shown.querySelectorAll("img").forEach((picture) => URL.revokeObjectURL(picture.src));
    this.shown.replaceChildren(...this.files.map((file) => this.line(file)));
  }

  line(file) {
    const line = document.createElement("li");
    if (file.type.startsWith("image/")) {
      const picture = Object.assign(new Image(), { src: URL.createObjectURL(file), alt: "" });
      const thumb = Object.assign(document.createElement("span"), { className: "thumb" });
      thumb.append(picture);
      line.append(thumb);
    }
    const out = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-text push", textContent: say("remove") });
    out.setAttribute("aria-label", `${say("remove")} ${file.name}`);
    out.addEventListener("click", () => { this.files = this.files.filter((each) => each !== file); this.put(); this.input.focus(); });
    line.append(Object.assign(document.createElement("span"), { textContent: file.name }), out);
    return line;
  }
}

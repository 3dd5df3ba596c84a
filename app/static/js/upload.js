// form[data-upload]: the file is sent by htmx, and the part [data-upload-progress] tells how much of it has arrived; when all
// has, that the server is looking at it. [data-upload-stop] ends it. Without scripts the form is an ordinary one.
import { say } from "./words.js";

export function dress(forms) {
  forms.filter((form) => !form.dataset.dressed).forEach((form) => { form.dataset.dressed = "yes"; new Upload(form); });
}

class Upload {
  constructor(form) {
    this.form = form;
    this.part = form.querySelector("[data-upload-progress]");
    this.bar = this.part.querySelector("progress");
    this.told = this.part.querySelector("[data-upload-told]");
    this.stop = form.querySelector("[data-upload-stop]");
    this.wrong = form.querySelector("[data-drop-wrong]");
    form.addEventListener("htmx:beforeSend", () => this.begin());
    form.addEventListener("htmx:xhr:progress", (event) => this.advance(event.detail));
    form.addEventListener("htmx:sendError", () => this.fail());
    form.addEventListener("htmx:afterRequest", (event) => this.end(event.detail));
    this.stop.addEventListener("click", () => window.htmx.trigger(form, "htmx:abort"));
  }

  begin() {
    this.wrong.hidden = true;
    this.part.hidden = this.stop.hidden = this.arrived = false;
    this.advance({ lengthComputable: true, loaded: 0, total: 1 });
  }

  advance({ lengthComputable, loaded, total }) {
    if (this.arrived || !lengthComputable) return;
    const percent = Math.floor((100 * loaded) / total);
    this.arrived = loaded >= total;
    this.told.textContent = this.arrived ? say("checking") : say("sent", { n: percent });
    if (this.arrived) this.bar.removeAttribute("value"); else this.bar.value = percent;
  }

  fail() {
    this.wrong.textContent = say("notsent");
    this.wrong.hidden = false;
  }

  // Where the answer leads to another page, that one is about to come.
  end({ xhr }) {
    this.stop.hidden = true;
    this.part.hidden = !xhr?.getResponseHeader("HX-Redirect");
  }
}

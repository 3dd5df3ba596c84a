// Before a form[data-draft] is sent the server is asked whether it is there and whether the session lives, so that nothing,
// not even a chosen photo, is lost to a dead network or a log-in page. Away: it is sent by itself, once, when the server is back.
// Ended: the log-in stands in a dialog over the form.
const AGAIN = 10_000;

export function guardSending(form, keep) {
  const guard = new Guard(form, keep);
  form.addEventListener("submit", (event) => guard.submit(event));
}

async function session() {
  try {
    const answer = await fetch("/session/", { cache: "no-store", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(8000) });
    if (!answer.ok) return answer.status < 500 ? { odd: true } : null;
    return await answer.json().catch(() => ({ odd: true })); // another page: the form itself will be led there
  } catch {
    return null;
  }
}

class Guard {
  constructor(form, keep) {
    this.form = form;
    this.keep = keep;
    this.away = document.querySelector("[data-away]");
    this.dialog = document.querySelector("[data-login-again]");
    this.away?.querySelector("[data-away-stop]").addEventListener("click", () => this.stop());
    this.dialog?.querySelector("[data-login-later]").addEventListener("click", () => this.dialog.close());
    this.dialog?.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); this.logIn(); });
    window.addEventListener("online", () => { if (this.waiting) this.ask(); });
    window.addEventListener("pageshow", () => { delete form.dataset.asked; });
  }

  submit(event) {
    if (this.form.dataset.asked) return;
    event.preventDefault();
    if (this.asking) return;
    this.button = event.submitter;
    this.keep();
    this.ask();
  }

  async ask() {
    clearTimeout(this.waiting);
    this.asking = true;
    this.button?.setAttribute("aria-busy", "true");
    const found = await session();
    this.asking = false;
    this.button?.removeAttribute("aria-busy");
    if (!found) { this.wait(); return; }
    this.stop();
    if (found.odd || found.user === this.form.dataset.who) this.send(found.token);
    else this.askToLogIn(found);
  }

  wait() {
    if (!this.waiting) { this.away.hidden = false; this.away.scrollIntoView({ block: "center" }); }
    this.waiting = setTimeout(() => this.ask(), AGAIN);
  }

  stop() {
    clearTimeout(this.waiting);
    this.waiting = null;
    this.away.hidden = true;
  }

  send(token) {
    if (token) this.form.elements.csrf_token.value = token;
    this.dialog?.close();
    this.form.dataset.asked = "yes";
    this.form.requestSubmit(this.button);
  }

  askToLogIn(found) {
    this.token = found.token;
    this.say(found.user ? "[data-login-other]" : "");
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.querySelector("input").focus();
  }

  say(which) {
    this.dialog.querySelectorAll(".error").forEach((each) => { each.hidden = !which || !each.matches(which); });
  }

  async logIn() {
    const [name, password] = this.dialog.querySelectorAll("input");
    const body = new FormData();
    body.append("username", name.value);
    body.append("password", password.value);
    body.append("csrf_token", this.token);
    const answer = await fetch("/login/", { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (answer && answer.type !== "opaqueredirect") { this.say("[data-login-wrong]"); return; }
    password.value = "";
    if (!answer) this.dialog.close();
    this.ask();
  }
}

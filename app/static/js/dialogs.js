// Dialogs. `a[data-dialog]` shows what its address gives (act.html with layout bare.html) in <dialog id="dialog">; without
// htmx the link is followed as any other. `form[data-confirm]` asks its question first. `[data-close]` closes.

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (link && window.htmx && !event.ctrlKey && !event.metaKey) { event.preventDefault(); open(link); }
    const close = event.target.closest("[data-close]");
    const dialog = close?.closest("dialog");
    if (dialog) { event.preventDefault(); dialog.close(); }
    if (event.target.matches("dialog")) event.target.close();
  });
  // The open tab of a record: htmx changes what is below, so the mark moves here.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const tab = event.target.closest?.("[data-tabs] a");
    tab?.closest("[data-tabs]").querySelectorAll("a").forEach((each) => each.removeAttribute("aria-current"));
    tab?.setAttribute("aria-current", "page");
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && form.dataset.sure !== "yes") { event.preventDefault(); ask(form, event.submitter); }
  }, true);
}

async function open(link) {
  const dialog = document.getElementById("dialog");
  link.closest("details")?.removeAttribute("open");
  await window.htmx.ajax("GET", link.href, { target: "#dialog-body", swap: "innerHTML" });
  dialog.setAttribute("aria-labelledby", "dialog-title");
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  dialog.addEventListener("close", () => { document.getElementById("dialog-body").replaceChildren(); link.focus(); }, { once: true });
}

function ask(form, submitter) {
  const dialog = document.getElementById("question");
  dialog.querySelector("#question-text").textContent = form.dataset.confirm;
  const yes = dialog.querySelector("[data-yes]");
  yes.onclick = () => {
    dialog.close();
    form.dataset.sure = "yes";
    form.requestSubmit(submitter);
  };
  dialog.showModal();
  yes.focus();
}

// Choosing records and long lists with Tom Select. `data-reference` is an address that answers
// {"options": [{"id", "text", "more"?}], "more": true|false} to ?q=…; it gives 20 at a time, pinyin initials too.
import { say } from "./words.js";

export async function dress(selects) {
  if (!(await library())) return;
  selects.filter((select) => !select.tomselect).forEach(attach);
}

let loading;
function library() {
  const base = new URL("../vendor/tom-select/", import.meta.url);
  loading ??= new Promise((resolve) => {
    if (window.TomSelect) { resolve(true); return; }
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${base}tom-select.bootstrap5.min.css` });
    document.querySelector('link[href$="app.css"]')?.before(style);
    const script = Object.assign(document.createElement("script"), { src: `${base}tom-select.complete.min.js` });
    script.onload = () => resolve(true);
    script.onerror = () => resolve(false); // the plain select stays
    document.head.append(script);
  });
  return loading;
}

function attach(select) {
  const remote = select.dataset.reference;
  const empty = [...select.options].find((option) => option.value === "");
  const settings = {
    plugins: select.multiple ? ["remove_button"] : ["clear_button"],
    maxOptions: null, allowEmptyOption: false, placeholder: empty?.textContent || "", hidePlaceholder: false,
    dropdownParent: select.closest("dialog") ? null : "body", copyClassesToDropdown: false,
    // Late by its usual 300 ms, the list of what was typed would open again after a quick choice and take the focus away
    // from the field that is typed into by then.
    refreshThrottle: 0,
    render: { option: drawOption, item: drawItem, no_results: () => note(say("nothing")), loading: () => note(say("loading")) },
  };
  if (remote) Object.assign(settings, remoteSettings(remote));
  const made = new window.TomSelect(select, settings);
  select.setAttribute("aria-hidden", "true"); // the label now names the field that Tom Select made
  if (remote) made.on("focus", () => { if (!made.asked) { made.asked = true; made.load(""); } });
}

function remoteSettings(address) {
  return {
    valueField: "id", labelField: "text", searchField: [], loadThrottle: 200,
    // The server has searched; what is chosen now is kept as an option, but shown only where it was found.
    score() {
      const found = this.found;
      return (option) => (!found || found.has(String(option.id)) ? 1 : 0);
    },
    shouldLoad: () => true,
    load(query, give) {
      const url = new URL(address, location.href);
      url.searchParams.set("q", query);
      fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
        .then((found) => {
          // What was found for other words would stand among the new finds.
          this.clearOptions((option) => this.items.includes(String(option.id ?? option.value)));
          this.found = new Set(found.options.map((option) => String(option.id)));
          give(found.options.map((option) => ({ ...option, id: String(option.id) })));
          showMore(this, found.more);
        })
        .catch(() => give());
    },
  };
}

function showMore(made, more) {
  made.dropdown.querySelector(".hint")?.remove();
  if (more) made.dropdown.append(note(say("more"), "hint"));
}

function element(name, className, ...children) {
  const made = Object.assign(document.createElement(name), { className });
  made.append(...children);
  return made;
}

const note = (text, className = "no-results") => element("div", className, text);
const drawOption = (data) => element("div", "option", data.text, ...(data.more ? [element("span", "more", data.more)] : []));
const drawItem = (data) => element("div", "item", data.text);

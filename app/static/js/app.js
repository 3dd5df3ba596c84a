// Everything a page does beyond what the browser does by itself. Each module looks for its own data attributes, in the
// page and in what htmx puts into it; modules that few pages need are fetched when their attribute is there.
import { startDialogs } from "./dialogs.js";
import { startForms, dressForms } from "./forms.js";
import { startFrame } from "./frame.js";
import { startLists, dressLists } from "./lists.js";

const ON_NEED = [
  ["select[data-reference], select[data-search]", "./choose.js"],
  ["form[data-rules]:has([data-visible-if], [data-required-if])", "./conditions.js"],
  ["[data-children]", "./children.js"],
  ["[data-drop]", "./drop.js"],
  ["form[data-upload]", "./upload.js"],
  ["form[data-draft]", "./drafts.js"],
  ["[data-sketch]", "./sketch.js"],
  ["[data-chart]", "./chart.js"],
  ["[data-swagger]", "./swagger.js"],
  ["[data-fab]", "./fab.js"],
  ["[data-units], [data-unit-fold]", "./units.js"],
  ["[data-opens]", "./panel.js"],
];

// A filter that is folded away is dressed when it comes to be seen: few people use it, and what it needs is large.
const isFolded = (each) => each.closest("[data-query]") && !each.offsetParent;
const unfolding = new IntersectionObserver((changes) => changes.filter((each) => each.isIntersecting).forEach(({ target }) => {
  unfolding.unobserve(target);
  dress(target);
}));

async function dress(root) {
  dressForms(root);
  dressLists(root);
  for (const [selector, module] of ON_NEED) {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.push(root);
    found.filter(isFolded).forEach((each) => unfolding.observe(each));
    const seen = found.filter((each) => !isFolded(each));
    if (seen.length) (await import(module)).dress(seen);
  }
}

startFrame();
startDialogs();
startForms();
startLists();
dress(document);
if (/^#(saved|left)=/.test(location.hash)) import("./drafts.js").then((drafts) => drafts.tidy());
document.addEventListener("htmx:afterSettle", (event) => dress(event.detail.elt));
document.addEventListener("zz:dress", (event) => dress(event.target));

// The organisation tree: fetched when there is room for it, folded and unfolded; what is below a unit is fetched once.

export function dress(trees) {
  trees.forEach((tree) => {
    if (tree.dataset.units === undefined || tree.dataset.dressed) return; // a fold in a dialog only needs the listener below
    tree.dataset.dressed = "yes";
    const small = tree.querySelector("[data-units-small]");
    const show = () => {
      const folded = read() === "small";
      document.documentElement.dataset.tree = folded ? "small" : "wide";
      small.setAttribute("aria-expanded", String(!folded));
      if (!folded && tree.offsetParent) fetchTree(tree);
    };
    small.addEventListener("click", () => { write(read() === "small" ? "wide" : "small"); show(); });
    window.matchMedia("(min-width: 75rem)").addEventListener("change", show);
    show();
  });
}

const read = () => { try { return localStorage.getItem("zz-units"); } catch { return null; } };
const write = (value) => { try { localStorage.setItem("zz-units", value); } catch { /* for this page only */ } };

async function fetchTree(tree) {
  const body = tree.querySelector("[data-units-body]");
  if (body.dataset.asked) return;
  body.dataset.asked = "yes";
  body.innerHTML = await text(tree.dataset.units);
  body.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

async function text(url) {
  const answer = await fetch(url, { credentials: "same-origin", headers: { "HX-Request": "true" } });
  return answer.ok ? answer.text() : "";
}

// Also for the tree in a dialog, so on the whole page.
document.addEventListener("click", async (event) => {
  const fold = event.target.closest("[data-unit-fold]");
  if (!fold) return;
  const item = fold.closest("li");
  if (!item.querySelector("ul") && fold.dataset.unitFold) {
    fold.disabled = true;
    item.insertAdjacentHTML("beforeend", await text(fold.dataset.unitFold));
    fold.disabled = false;
  }
  const open = fold.getAttribute("aria-expanded") !== "true";
  fold.setAttribute("aria-expanded", String(open));
  item.querySelector("ul")?.toggleAttribute("hidden", !open);
});

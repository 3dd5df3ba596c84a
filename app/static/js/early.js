// Before the first paint: the choices of this person on this device. Classic script, so that nothing flickers.
(() => {
  const root = document.documentElement;
  const read = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  root.classList.add("js");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    if (document.body?.classList.contains("paper")) return;
    const mode = read("zz-mode") || "auto";
    root.dataset.bsTheme = mode === "dark" || (mode === "auto" && dark.matches) ? "dark" : "light";
    if (read("zz-type") === "large") root.dataset.type = "large"; else delete root.dataset.type;
    if (read("zz-units") === "small") root.dataset.tree = "small"; else delete root.dataset.tree;
    if (read("zz-side") === "small") root.dataset.side = "small"; else delete root.dataset.side;
  };
  apply();
  dark.addEventListener?.("change", apply);
  window.addEventListener("zz-appearance", apply);
})();

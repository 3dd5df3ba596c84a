// FAB's own filter form: the name of a value says its operator, _flt_<operator>_<field>; unused lines are not sent.

export function dress(forms) {
  forms.filter((form) => form.dataset.fab === "filters" && !form.dataset.dressed).forEach((form) => {
    form.dataset.dressed = "yes";
    showActive(form);
    form.addEventListener("submit", () => form.querySelectorAll("[data-fab-filter]").forEach(nameValue));
  });
}

function parts(line) {
  const operator = line.querySelector("[data-fab-operator]");
  return { operator, value: [...line.querySelectorAll("input[name], select[name]")].find((each) => each !== operator) };
}

function nameValue(line) {
  const { operator, value } = parts(line);
  const used = value && (value.type === "checkbox" ? value.checked : value.value);
  if (used) value.name = `_flt_${operator.value}_${line.dataset.fabFilter}`; else if (value) value.disabled = true;
}

// [[field, operator in words, value], …]
function showActive(form) {
  const active = JSON.parse(form.querySelector("[data-fab-active]").textContent || "[]");
  for (const [field, words, given] of active) {
    const line = form.querySelector(`[data-fab-filter="${CSS.escape(field)}"]`);
    if (!line) continue;
    const { operator, value } = parts(line);
    [...operator.options].forEach((option) => { option.selected = option.textContent === words; });
    if (value) value.value = given;
  }
}

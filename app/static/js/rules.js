// The rule language in the browser: Rule.as_json() of app/expressions, on plain JSON alone. tests/expressions/browser.py
// is the meaning of each operation, and a test holds this file against it.
//
// Values of a row as a form gives them: numbers and dates as text ("12.50", "2021-08-31"), moments as UTC text
// ("2021-08-31T16:00:00.000000"), keys as text, several keys as an array, yes/no as true, false or null, child rows as an
// array of such rows. Inside, numbers are BigInt scaled by ten to their places; null is empty.

const DAY = 86_400_000;

export function holds(rule, values, today) {
  return run(rule.rule, values, today) === true;
}

export function run(node, values, today) {
  const [operation, ...parts] = node;
  const special = SPECIAL[operation];
  if (special) return special(parts, values, today);
  const given = parts.map((part) => run(part, values, today));
  if (operation in COMPARISONS) return !given.includes(null) && COMPARISONS[operation](...given);
  if (!(operation in FUNCTIONS)) throw new Error(`no such operation: ${operation}`);
  return given.includes(null) ? null : FUNCTIONS[operation](...given);
}

const SPECIAL = {
  field: ([name, kind, detail], values) => inner(values[name], kind, detail),
  value: ([text, kind, detail]) => written(text, kind, detail),
  today: (_, __, today) => today,
  yes: () => true,
  no: () => false,
  sure: ([part], values, today) => run(part, values, today) === true,
  not: ([part], values, today) => run(part, values, today) !== true,
  and: (parts, values, today) => parts.every((part) => run(part, values, today) === true),
  or: (parts, values, today) => parts.some((part) => run(part, values, today) === true),
  empty: ([part], values, today) => run(part, values, today) === null,
  if: ([condition, then, otherwise], values, today) => run(run(condition, values, today) === true ? then : otherwise, values, today),
  first: ([part, spare], values, today) => run(part, values, today) ?? run(spare, values, today),
  in: ([part, texts, ...kind], values, today) => {
    const value = run(part, values, today);
    return texts.some((text) => written(text, ...kind) === value);
  },
  includes: ([part, key], values, today) => (run(part, values, today) ?? []).includes(key),
  count: ([name, where], values, today) =>
    BigInt((values[name] ?? []).filter((row) => !where || run(where, row, today) === true).length),
  moved: ([part, days], values, today) => {
    const day = run(part, values, today);
    return day === null ? null : dateOf(ordinal(day) + days);
  },
};

const COMPARISONS = {
  "=": (a, b) => a === b, "!=": (a, b) => a !== b,
  "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
};

const FUNCTIONS = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b,
  days: (a, b) => BigInt(ordinal(b) - ordinal(a)),
  years: (a, b) => BigInt(Number(b.slice(0, 4)) - Number(a.slice(0, 4)) - (b.slice(5) < a.slice(5) ? 1 : 0)),
  year: (day) => BigInt(day.slice(0, 4)),
  month: (day) => BigInt(day.slice(5, 7)),
  length: (text) => BigInt([...text].length),
  date: (moment) => dateOf(ordinal(moment.slice(0, 10)) + (Number(moment.slice(11, 13)) >= 16 ? 1 : 0)),
};

function inner(value, kind, detail) {
  if (value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length)) return null;
  if (kind === "number") return scaled(String(value), detail);
  if (kind === "rank") return value in detail ? BigInt(detail[value]) : null;
  return value;
}

function written(text, kind) {
  return kind === "number" || kind === "rank" ? BigInt(text) : text;
}

// "12.5" with two places is 1250n; null where it is no number or has more places than the field.
export function scaled(text, places) {
  const found = /^\s*([+-]?)(\d*)(?:\.(\d*))?\s*$/.exec(text.replaceAll(",", ""));
  if (!found || !(found[2] || found[3])) return null;
  const rest = (found[3] ?? "").replace(/0+$/, "");
  if (rest.length > places) return null;
  const digits = BigInt((found[2] || "0") + rest.padEnd(places, "0"));
  return found[1] === "-" ? -digits : digits;
}

function ordinal(day) {
  const at = new Date(0);
  at.setUTCFullYear(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)));
  return Math.round(at.getTime() / DAY);
}

const FIRST = ordinal("0001-01-01");
const LAST = ordinal("9999-12-31");

function dateOf(number) {
  if (number < FIRST || number > LAST) return null;
  return new Date(number * DAY).toISOString().slice(0, 10);
}

// The sentences that scripts say, in the language of the page; {n} and {m} are filled in.
const WORDS = JSON.parse(document.getElementById("words")?.textContent || "{}");

export function say(key, values = {}) {
  return (WORDS[key] || key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// Declared charts with ECharts. `data-chart` is an address that answers (ChartPage):
// {"kind": "bar" | "stacked_bar", "groups": [{"label", "url", "shade"?}], "series": [{"label", "shade"?, "values", "urls"?}], "unit"}.
// A click on a bar opens its rows.
import { say } from "./words.js";

export async function dress(boxes) {
  await library();
  boxes.filter((box) => !box.dataset.dressed).forEach(draw);
}

function library() {
  if (window.echarts) return Promise.resolve();
  return new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = new URL("../vendor/echarts/echarts.min.js", import.meta.url);
    script.onload = resolve;
    script.onerror = resolve;
    document.head.append(script);
  });
}

async function draw(box) {
  box.dataset.dressed = "yes";
  try {
    const answer = await fetch(box.dataset.chart, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok || !window.echarts) throw new Error(String(answer.status));
    paint(box, await answer.json());
  } catch {
    box.textContent = say("nochart");
    box.classList.remove("chart");
    box.classList.add("chart-note", "quiet");
  }
}

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const SHADES = ["blue", "yellow", "orange", "red", "done"];
const OTHERS = ["#3b82c4", "#5aa17f", "#c78b3c", "#8a6fc0", "#c4657b", "#4aa3a8", "#9a8f4a", "#7c8796", "#b5652f", "#5f6fb8"];

function paint(box, data) {
  const chart = window.echarts.init(box, null, { renderer: "svg" });
  const update = () => chart.setOption(options(data, box.clientWidth < 600), true);
  update();
  chart.on("click", (at) => {
    const url = data.series[at.seriesIndex].urls?.[at.dataIndex] || data.groups[at.dataIndex].url;
    if (url) location.assign(url);
  });
  new ResizeObserver(() => { chart.resize(); update(); }).observe(box);
  window.addEventListener("zz-appearance", update);
}

function options(data, narrow) {
  const ink = token("--ink-2");
  const line = token("--line-soft");
  const many = narrow || data.groups.length > 14 || data.groups.some((group) => group.label.length > 8);
  const names = { type: "category", data: data.groups.map((group) => group.label), inverse: many, axisTick: { show: false },
    axisLine: { lineStyle: { color: token("--line") } }, axisLabel: { color: ink, interval: 0, width: narrow ? 84 : 150, overflow: "truncate" } };
  const amounts = { type: "value", minInterval: 1, splitLine: { lineStyle: { color: line } }, axisLabel: { color: ink } };
  return {
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches, animationDuration: 350,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    // Rich text: the other kind of tooltip is HTML with style attributes, which our Content-Security-Policy forbids.
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText", confine: true,
      backgroundColor: token("--raised"), borderColor: token("--line"), textStyle: { color: token("--ink") } },
    legend: data.series.length > 1 ? { type: "scroll", bottom: 0, textStyle: { color: ink }, icon: "roundRect" } : undefined,
    grid: { left: 8, right: 24, top: 28, bottom: data.series.length > 1 ? 36 : 8, containLabel: true },
    xAxis: many ? amounts : names, yAxis: many ? names : amounts,
    series: data.series.map((series, place) => ({
      name: series.label, type: "bar", stack: data.kind === "stacked_bar" ? "all" : undefined, barMaxWidth: 36,
      data: series.values.map((value, at) => (SHADES.includes(data.groups[at].shade) ? { value, itemStyle: { color: token(`--${data.groups[at].shade}`) } } : value)),
      itemStyle: { color: SHADES.includes(series.shade) ? token(`--${series.shade}`) : data.series.length === 1 ? token("--accent") : OTHERS[place % OTHERS.length],
        borderRadius: data.kind === "stacked_bar" ? 0 : many ? [0, 4, 4, 0] : [4, 4, 0, 0], borderColor: token("--surface"), borderWidth: data.kind === "stacked_bar" ? 1 : 0 },
      label: data.series.length === 1 ? { show: true, position: many ? "right" : "top", color: ink } : undefined,
      cursor: "pointer",
    })),
  };
}

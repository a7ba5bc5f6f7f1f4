import { useEffect, useRef } from "react";
import { numberText } from "./number-language.ts";
import uPlot from "./plot-library.ts";

const HEIGHT = 180;

/** Values of one second each, newest on the right; `null` if a value is unknown. */
export function Plot({ values, label }: { readonly values: readonly (number | null)[]; readonly label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const made = new uPlot(optionsFor(element), [[], []], element);
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const redraw = () => made.redraw();
    scheme.addEventListener("change", redraw);
    return () => {
      scheme.removeEventListener("change", redraw);
      resized.disconnect();
      made.destroy();
    };
  }, []);
  useEffect(() => {
    plot.current?.setData([values.map((_, index) => index - values.length + 1), [...values]]);
  }, [values]);
  return <div ref={place} className="plot" role="img" aria-label={label} />;
}

/** Colours are read at drawing time, so that they follow the theme. */
function optionsFor(element: HTMLElement): uPlot.Options {
  const colour = (name: string) => () => getComputedStyle(element).getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--muted"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
    font: "11px system-ui",
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] } },
    axes: [
      { ...axis, size: 26, values: (_plot, ticks) => ticks.map((tick) => (tick === 0 ? "now" : `${tick}s`)) },
      {
        ...axis,
        size: 44,
        values: (_plot, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? numberText(tick) : "")),
      },
    ],
    series: [{}, { stroke: colour("--info"), fill: colour("--info-soft"), width: 1.5, points: { show: false } }],
  };
}

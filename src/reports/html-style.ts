import type { Html } from "./html-text.ts";

/** The page's look, in light and dark, on a screen of any width and on paper. It is trusted, so it is not escaped. */
export const HTML_STYLE: Html = {
  text: `
:root {
  --ink: #1c2330; --quiet: #5b6472; --paper: #ffffff; --ground: #f4f5f7; --line: #dfe3e8;
  --ok: #12703a; --warn: #8a5300; --fail: #b3261e; --inconclusive: #5a4a9c; --skip: #5b6472;
  --ok-soft: #e3f4ea; --warn-soft: #fdf0d9; --fail-soft: #fce8e6; --inconclusive-soft: #ece9f8; --skip-soft: #eceef1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e7eaef; --quiet: #a2abb8; --paper: #1b2029; --ground: #12161d; --line: #323a47;
    --ok: #6fd59a; --warn: #f0b95b; --fail: #ff8a80; --inconclusive: #b9a9f5; --skip: #a2abb8;
    --ok-soft: #16301f; --warn-soft: #36290f; --fail-soft: #3b1b19; --inconclusive-soft: #272042; --skip-soft: #272d37;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0 auto; max-width: 68rem; padding: 0 1.25rem 3rem; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, h4, p, ul, dl { margin: 0; }
code, pre, time, .id { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.875em; }
a { color: inherit; }
:focus-visible { outline: 3px solid var(--inconclusive); outline-offset: 2px; border-radius: 4px; }
header { margin: 1.5rem 0; padding: 1.25rem 1.5rem; background: var(--paper); border: 1px solid var(--line); border-left: 8px solid var(--ok); border-radius: 10px; }
header.failed { border-left-color: var(--fail); }
header .kicker { color: var(--quiet); font-size: 0.875rem; }
h1 { font-size: 2rem; line-height: 1.2; color: var(--ok); }
.failed h1 { color: var(--fail); }
.summary { font-size: 1.0625rem; margin-top: 0.25rem; }
.counts { display: flex; flex-wrap: wrap; gap: 0.5rem; list-style: none; padding: 0; margin-top: 0.75rem; }
.badge { display: inline-block; padding: 0.05rem 0.55rem; border-radius: 999px; font-size: 0.8125rem; font-weight: 600; white-space: nowrap; }
.badge.ok { color: var(--ok); background: var(--ok-soft); }
.badge.warn { color: var(--warn); background: var(--warn-soft); }
.badge.fail { color: var(--fail); background: var(--fail-soft); }
.badge.inconclusive { color: var(--inconclusive); background: var(--inconclusive-soft); }
.badge.skip { color: var(--skip); background: var(--skip-soft); }
nav { margin-bottom: 1.5rem; padding: 0.75rem 1.5rem; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
nav ul { list-style: none; padding: 0; }
.wrongs { margin-top: 0.75rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
.wrongs li { padding: 0.2rem 0; }
.wrongs a { font-weight: 600; }
.why { color: var(--quiet); font-size: 0.9375rem; }
.map li { display: grid; grid-template-columns: minmax(9rem, 14rem) 1fr; gap: 0.25rem 1rem; align-items: baseline; padding: 0.2rem 0; }
nav .group { font-weight: 600; text-decoration: none; }
nav .group:hover { text-decoration: underline; }
.marks { display: flex; flex-wrap: wrap; gap: 4px; }
.mark { display: inline-flex; align-items: center; justify-content: center; width: 1.5rem; height: 1.5rem; border-radius: 5px; font-weight: 700; font-size: 0.8125rem; text-decoration: none; }
.mark.ok { color: var(--ok); background: var(--ok-soft); }
.mark.warn { color: var(--warn); background: var(--warn-soft); }
.mark.fail { color: var(--paper); background: var(--fail); }
.mark.inconclusive { color: var(--inconclusive); background: var(--inconclusive-soft); }
.mark.skip { color: var(--skip); background: var(--skip-soft); }
section { margin-bottom: 1.75rem; }
section h2, footer h2 { font-size: 1.125rem; margin-bottom: 0.5rem; }
details { background: var(--paper); border: 1px solid var(--line); border-left: 5px solid var(--line); border-radius: 8px; margin-bottom: 0.4rem; }
details.fail { border-left-color: var(--fail); }
details.warn { border-left-color: var(--warn); }
details.inconclusive { border-left-color: var(--inconclusive); }
details.ok { border-left-color: var(--ok); }
details:target { outline: 2px solid var(--inconclusive); }
summary { display: grid; grid-template-columns: auto 5.5rem auto 1fr auto; gap: 0 0.75rem; align-items: baseline; padding: 0.55rem 0.9rem; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { content: "▸"; color: var(--quiet); }
details[open] > summary::before { content: "▾"; }
summary .badge { justify-self: start; }
summary { grid-template-columns: auto 7.5rem 4.5rem 1fr auto; }
.title { font-weight: 500; }
.times { color: var(--quiet); font-size: 0.8125rem; text-align: right; }
.body { padding: 0.25rem 1rem 1rem 2.2rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.75rem; }
.finding { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.5rem; }
.finding h3 { font-size: 1rem; }
h4 { font-size: 0.875rem; color: var(--quiet); margin-bottom: -0.5rem; }
.body > ul, footer ul { padding-left: 1.1rem; font-size: 0.9375rem; }
dl { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.25rem; }
dt { font-size: 0.8125rem; color: var(--quiet); }
dd { margin: 0; }
pre { margin: 0; padding: 0.5rem 0.7rem; background: var(--ground); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; overflow: auto; }
pre.command { user-select: all; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
caption { text-align: left; font-size: 0.8125rem; color: var(--quiet); padding-bottom: 0.15rem; }
td { padding: 0.2rem 0.75rem 0.2rem 0; vertical-align: top; border-top: 1px solid var(--line); }
td:first-child { white-space: nowrap; color: var(--quiet); width: 1%; }
.hint { background: var(--ok-soft); padding: 0.5rem 0.7rem; border-radius: 6px; }
.source, footer { color: var(--quiet); font-size: 0.875rem; }
@media (max-width: 40rem) {
  body { padding: 0 0.75rem 2rem; }
  header, nav { padding: 1rem; }
  .map li { grid-template-columns: 1fr; padding: 0.4rem 0; }
  .mark { width: 1.75rem; height: 1.75rem; }
  summary { grid-template-columns: auto auto 1fr; }
  summary .id { justify-self: end; }
  .title { grid-column: 1 / -1; }
  .times { grid-column: 1 / -1; text-align: left; }
  .body { padding: 0.25rem 0.9rem 1rem; }
  td { display: block; padding: 0.15rem 0; border-top: 0; }
  td:first-child { border-top: 1px solid var(--line); width: auto; }
}
@media print {
  body { background: none; max-width: none; }
  details > .body { display: grid; }
  pre { max-height: none; }
}
`,
};

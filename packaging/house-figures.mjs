#!/usr/bin/env node
/**
 * Figures of the source as it is built, to be compared over time: `node packaging/house-figures.mjs [commit]`; without a commit, of the
 * working tree. It reads text only. `files that name` counts the sources that a word of one such thing stands in: what a change of it
 * leads through at most.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";

/** One thing of each kind that people change, and the word that it goes by. */
const NAMED = [
  ["a field of EMAIL_REPLY live", /\breplyReceivedFrom\b/],
  ["a REST operation", /campaigns\.status|updateCampaignStatus/],
  ["a content fault", /"extra-field"|\bextraField\b/],
  ["a wire fault", /"slow-body"|\bslowBody\b/],
  ["a check of verify", /SL-4\.3|\bsl43\b/],
  ["a retry policy", /guide-retries/],
  ["a flag of start", /\bmin-?[tT]imeout(Ms)?\b|\bmin_timeout\b/],
];

const [commit] = process.argv.slice(2);
const sources = commit === undefined ? fromDisk() : fromCommit(commit);
const texts = [...sources.values()];
const graph = new Map([...sources].map(([file, text]) => [file, importsOf(file, text)]));

const rows = [
  [
    "rooms at the top of src",
    new Set([...sources.keys()].filter((file) => /^src\/.+\//.test(file)).map((file) => file.split("/")[1])).size,
  ],
  ["loose files at the top of src", [...sources.keys()].filter((file) => /^src\/[^/]+$/.test(file)).length],
  ["folders, all levels", new Set([...sources.keys()].map((file) => dirname(file))).size],
  ["files", sources.size],
  ["lines", texts.reduce((sum, text) => sum + text.split("\n").length - 1, 0)],
  ["files under 40 lines", texts.filter((text) => text.split("\n").length <= 40).length],
  ["files over 300 lines", texts.filter((text) => text.split("\n").length > 301).length],
  ["file names that exist twice or more", twins()],
  ["circles of files, types included", circles(graph)],
  [
    "conditional spreads",
    texts.reduce(
      (sum, text) => sum + (text.match(/\.\.\.\((?:[^()]|\([^()]*\))*\?\s*(\{\}|[^:]*:\s*\{\}\))/g)?.length ?? 0),
      0,
    ),
  ],
  ...NAMED.map(([what, word]) => [`files that name ${what}`, texts.filter((text) => word.test(text)).length]),
];
const width = Math.max(...rows.map(([name]) => name.length));
process.stdout.write(`${rows.map(([name, figure]) => `${name.padEnd(width)}  ${figure}`).join("\n")}\n`);

function isSource(file) {
  return /^(src|ui)\/.*\.tsx?$/.test(file) && !file.endsWith(".d.ts");
}

function fromDisk() {
  const root = join(import.meta.dirname, "..");
  const files = ["src", "ui"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map(
      (name) => `${folder}/${name.replaceAll("\\", "/")}`,
    ),
  );
  return new Map(files.filter(isSource).map((file) => [file, readFileSync(join(root, file), "utf8")]));
}

function fromCommit(name) {
  const git = (...words) => execFileSync("git", words, { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });
  const files = git("ls-tree", "-r", "--name-only", name, "src", "ui").split("\n").filter(isSource);
  return new Map(files.map((file) => [file, git("show", `${name}:${file}`)]));
}

function twins() {
  const names = new Map();
  for (const file of sources.keys()) names.set(basename(file), (names.get(basename(file)) ?? 0) + 1);
  return [...names].filter(([name, count]) => count > 1 && name !== "index.ts").length;
}

/** Own files that are imported at once, types included. */
function importsOf(file, text) {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  return [...code.matchAll(/^\s*(?:import|export)\s[^;"']*?from\s+"(\.[^"]+)"/gm)]
    .map(([, specifier]) => normalize(join(dirname(file), specifier)).replaceAll("\\", "/"))
    .filter((target) => sources.has(target));
}

/** Groups of files that lead back to each other (Tarjan). */
function circles(edges) {
  const index = new Map();
  const low = new Map();
  const open = [];
  let found = 0;
  const visit = (file) => {
    index.set(file, index.size);
    low.set(file, index.get(file));
    open.push(file);
    for (const next of edges.get(file)) {
      if (!index.has(next)) visit(next);
      if (open.includes(next)) low.set(file, Math.min(low.get(file), low.get(next)));
    }
    if (low.get(file) !== index.get(file)) return;
    const group = open.splice(open.indexOf(file));
    if (group.length > 1) found += 1;
  };
  for (const file of edges.keys()) if (!index.has(file)) visit(file);
  return found;
}

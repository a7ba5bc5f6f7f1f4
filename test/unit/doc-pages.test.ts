import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { shellWords } from "../../src/capture/drift/captures/split-shell-words.ts";
import type { Io } from "../../src/cli/io.ts";
import { readCommandLine } from "../../src/cli/program.ts";
import { codeBlocks, PAGES, pageText } from "../doc-pages.ts";

const ROOT = resolve(import.meta.dirname, "../..");
/** Bytes of the README, so that it stays a front page. */
const MAX_README_BYTES = 12 * 1024;

interface Link {
  readonly page: string;
  readonly to: string;
}

const links: readonly Link[] = PAGES.flatMap((page) =>
  [...withoutCode(pageText(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => ({ page, to })),
);

function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
}

/** As GitHub makes them. */
function anchorsOf(page: string): string[] {
  const headings = [
    ...pageText(page)
      .replace(/^```[\s\S]*?^```$/gm, "")
      .matchAll(/^#+ (.+)$/gm),
  ];
  return headings.map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function isBroken({ page, to }: Link): boolean {
  if (/^https?:/.test(to)) return false;
  const [file = "", anchor] = to.split("#");
  const target = file === "" ? page : join(dirname(page), file);
  if (!existsSync(join(ROOT, target))) return true;
  return anchor !== undefined && !anchorsOf(target).includes(anchor);
}

describe("the pages", () => {
  it("link only to files and headings that there are", () => {
    expect(links.length).toBeGreaterThan(80);
    expect(links.filter(isBroken)).toEqual([]);
  });

  it("can all be reached from the README in one click", () => {
    const linked = new Set(links.filter(({ page }) => page === "README.md").map(({ to }) => to.split("#")[0]));
    const pages = PAGES.filter((page) => page.startsWith("docs/"));
    expect(pages.length).toBeGreaterThan(20);
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
  });

  it("begin with a README that is read in one go", () => {
    expect(Buffer.byteLength(pageText("README.md"))).toBeLessThanOrEqual(MAX_README_BYTES);
  });

  it.each(PAGES.filter((page) => page.startsWith("docs/") || page === "CONTRIBUTING.md"))(
    "say first what the reader can do after it: %s",
    (page) => {
      const [title, , first] = pageText(page).split("\n");
      expect(title).toMatch(/^# \S/);
      expect(first).toMatch(/^(After this page you (can|know) |After this page, |Look up )/);
    },
  );

  it("have no part that is not filled in", () => {
    const marks = PAGES.flatMap((page) =>
      [...pageText(page).matchAll(/<!-- ([a-z-]+) -->/g)].map(([, name = ""]) => ({ page, name })),
    );
    expect(marks.length).toBeGreaterThan(25);
    expect(marks.filter(({ page, name }) => !pageText(page).includes(`<!-- /${name} -->`))).toEqual([]);
  });
});

interface Typed {
  readonly page: string;
  readonly line: string;
}

/** What pages tell the reader to type: lines of shell blocks, and words in code that begin with the command. */
const typed: readonly Typed[] = [
  ...codeBlocks()
    .filter(({ language }) => language === "sh" || language === "yaml")
    .flatMap(({ page, text }) => text.split("\n").map((line) => ({ page, line })))
    .filter(({ line }) => /(^|\s)smartlead-mock [a-z]/.test(line) && !/^\s*#/.test(line)),
  ...PAGES.flatMap((page) =>
    [...pageText(page).matchAll(/`((?:npx )?smartlead-mock [^`\n]+)`/g)].map(([, line = ""]) => ({ page, line })),
  ),
];

/** The words behind the command, without what the shell does with them. */
function argumentsOf(line: string): readonly string[] {
  const plain = line.replace(/\s+# .*$/, "").replaceAll("\\|", "|");
  const [words = []] = shellWords(plain) ?? [];
  const start = words.indexOf("smartlead-mock") + 1;
  const rest = words.slice(start);
  const end = rest.findIndex((word) => /^(\||&|&&|;|>)$/.test(word));
  return end === -1 ? rest : rest.slice(0, end);
}

/** Nothing is run, so nothing is read or written. */
const NO_IO: Io = {
  stdout: { write: () => {}, isTTY: false },
  stderr: { write: () => {}, isTTY: false },
  stdin: (async function* () {})(),
  env: {},
  cwd: ROOT,
  pid: 1,
  onSignal: () => () => {},
  onUncaught: () => () => {},
  exit: () => {},
};

describe("a command of the pages", () => {
  it.each(typed.map(({ page, line }) => [page, line.trim()] as const))("is one that there is: %s: %s", (_, line) => {
    const asked = readCommandLine(argumentsOf(line), NO_IO);
    // A line with --help is answered by the help at once.
    expect(asked.kind === "done" ? asked.exitCode : 0).toBe(0);
  });

  it("is one of many", () => {
    expect(typed.length).toBeGreaterThan(100);
  });
});

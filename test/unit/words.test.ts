import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { PAGES, pageText } from "../doc-pages.ts";
import { GLOSSARY, REPLACED_IN_COMMENTS, REPLACED_PHRASES, replacedWordIn } from "../words/replaced.ts";

/**
 * `npm run words`: words that were replaced do not come back. Names that still wait to be renamed are listed; the list may only become
 * shorter, and `UPDATE_WORDS=1 npm run words` takes from it what is gone.
 */
const ROOT = resolve(import.meta.dirname, "../..");
const LIST = join(ROOT, "test/words/not-yet-renamed.json");

const files = ["src", "ui"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(ROOT, folder, name)),
);

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

/** What people of the account write and are called: a freight company has lanes, and a mailbox may be "Inbox Desk One". And SmartLead's own words: a source of its block list is `complaint`. */
const QUOTED_CONTENT =
  /[\\/]account[\\/](texts[\\/]|account-plan\.ts$|crm-records\.ts$)|[\\/]api[\\/]inbox-changes\.ts$/;

/** A text with a blank in it is read by people, who let things happen and stand still. */
function withoutSentence(text: string): string {
  return text.includes(" ") ? '""' : text;
}

function codeOf(file: string): string {
  const code = withoutComments(readFileSync(file, "utf8")).replace(/"[^"\n]*"/g, withoutSentence);
  return QUOTED_CONTENT.test(file) ? code.replace(/"[^"\n]*"|'[^'\n]*'/g, '""') : code;
}

/** Every name in the code that has a replaced word in it, files' names too. */
function namesWithReplacedWords(): string[] {
  const names = new Set<string>();
  for (const file of files) {
    names.add(basename(file));
    for (const [name] of codeOf(file).matchAll(/[A-Za-z_$][\w$]*/g)) names.add(name);
  }
  return [...names].filter((name) => replacedWordIn(name) !== null).sort();
}

describe("words", () => {
  it("that were replaced are in no new name", () => {
    const listed: readonly string[] = JSON.parse(readFileSync(LIST, "utf8"));
    const found = namesWithReplacedWords();
    const added = found.filter((name) => !listed.includes(name));
    expect(added.map((name) => `${name} (${replacedWordIn(name)})`)).toEqual([]);
    const left = listed.filter((name) => found.includes(name));
    if (process.env.UPDATE_WORDS === "1") writeFileSync(LIST, `${JSON.stringify(left, null, 2)}\n`);
  });

  it("that were replaced are in no message of the program", () => {
    const found = files.flatMap((file) => {
      const text = withoutComments(readFileSync(file, "utf8"));
      return REPLACED_PHRASES.filter((phrase) => phrase.test(text)).map((phrase) => `${file}: ${phrase}`);
    });
    expect(found).toEqual([]);
  });

  it("that were replaced are in no comment", () => {
    const found = files.flatMap((file) => {
      const text = (readFileSync(file, "utf8").match(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm) ?? []).join("\n");
      return REPLACED_IN_COMMENTS.filter((phrase) => phrase.test(text)).map((phrase) => `${file}: ${phrase}`);
    });
    expect(found).toEqual([]);
  });

  it.each(PAGES.filter((page) => page !== "CHANGELOG.md"))("that were replaced are not in %s", (page) => {
    const text = pageText(page);
    expect(REPLACED_PHRASES.filter((phrase) => phrase.test(text))).toEqual([]);
  });

  it("that stay are explained in the glossary, one row for each", () => {
    const rows = [...pageText("docs/glossary.md").matchAll(/^\| ([^|]+?) \|/gm)].flatMap(([, words = ""]) =>
      words.split(", "),
    );
    expect(GLOSSARY.filter((word) => !rows.includes(word))).toEqual([]);
    expect(new Set(rows).size).toBe(rows.length);
  });

  it.each([
    ["EventDesk", "desk"],
    ["bygoneTally", "bygone"],
    ["redo-log.ts", "redo log"],
    ["MAX_FAULT_BOOK", "fault book"],
    ["desktop", null],
    ["happened", null],
    ["rowBooked", null],
  ])("in %s: %s", (name, word) => {
    expect(replacedWordIn(name)?.split(" → ")[0] ?? null).toBe(word);
  });
});

import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** What a user would copy from the manual: files, and lines to type. */
const BLOCK = /^```(\w+)\n([\s\S]*?)^```$/gm;
const FILE_NAME = /^(?:\/\/|#) ([\w.-]+\.(?:[cm]?[jt]sx?|ya?ml|json))$/m;

const README = readFileSync(resolve(import.meta.dirname, "../../README.md"), "utf8");
const blocks = [...README.matchAll(BLOCK)].map(([, language = "", text = ""]) => ({ language, text }));

/** Every example that says in a comment of its first two lines which file it is, by that name. */
export const examples: ReadonlyMap<string, string> = new Map(
  blocks
    .filter(({ language }) => language !== "sh")
    .flatMap(({ text }) => {
      const name = FILE_NAME.exec(text.split("\n").slice(0, 2).join("\n"))?.[1];
      return name === undefined ? [] : [[name, text] as const];
    }),
);

/** Those files, as they stand in the manual. */
export function copied(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const text = examples.get(name);
      if (text === undefined) throw new Error(`The README has no example named ${name}.`);
      return [name, text];
    }),
  );
}

/** The lines to type that have those words in them, without the remark at their end. */
export function commandsWith(words: string): string[] {
  return blocks
    .filter(({ language }) => language === "sh")
    .flatMap(({ text }) => text.split("\n"))
    .map((line) => line.replace(/\s{2,}# .*$/, ""))
    .filter((line) => line.includes(words));
}

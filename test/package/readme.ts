import { codeBlocks } from "../doc-pages.ts";

/** What a user would copy from the manual: files, and lines to type. */
const FILE_NAME = /^(?:\/\/|#) ([\w.-]+\.(?:[cm]?[jt]sx?|ya?ml|json))$/m;
const NAME_INSIDE = /^ {2}"name": "([\w.-]+)",$/m;

/** CONTRIBUTING.md is for a clone of the source. */
const blocks = codeBlocks().filter(({ page, notRun }) => page !== "CONTRIBUTING.md" && notRun === null);

export interface Example {
  readonly name: string;
  readonly text: string;
}

/** Every example that says in a comment of its first two lines which file it is, or, as JSON has no comments, by a name inside. */
export const examples: readonly Example[] = blocks
  .filter(({ language }) => language !== "sh")
  .flatMap(({ language, text }) => {
    const said = FILE_NAME.exec(text.split("\n").slice(0, 2).join("\n"))?.[1];
    const inside = language === "json" ? NAME_INSIDE.exec(text)?.[1] : undefined;
    const name = said ?? (inside === undefined ? undefined : `${inside}.json`);
    return name === undefined ? [] : [{ name, text }];
  });

/** Those files, as they stand in the manual. */
export function copied(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const [example, ...others] = examples.filter((one) => one.name === name);
      if (example === undefined) throw new Error(`No page has an example named ${name}.`);
      if (others.length > 0) throw new Error(`The pages have several examples named ${name}.`);
      return [name, example.text];
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

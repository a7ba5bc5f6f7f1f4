import { SmartLeadMockError } from "../../../base/errors.ts";
import { type Captured, placeIn } from "./captured.ts";
import { shellWords, withoutCarets } from "./split-shell-words.ts";

const DATA_OPTIONS = ["-d", "--data", "--data-ascii", "--data-binary", "--data-raw", "--json"] as const;

/** The bodies of `curl …` lines, as "copy as cURL" gives them; `null` where the text is not one. Throws `usage` for a body that curl would read from a file. */
export function readCurlLines(text: string, name: string): readonly Captured[] | null {
  if (!/^\s*(?:\$ )?curl(?:\.exe)?\s/.test(text)) return null;
  const lines = shellWords(withoutCarets(text).trim().replaceAll("\r\n", "\n"));
  if (lines === null) throw new SmartLeadMockError("usage", `${name}: the curl line has a quote that is never closed.`);
  const commands = lines.filter((words) => words.slice(0, 2).some((word) => /^curl(\.exe)?$/.test(word)));
  return commands.flatMap((words, index): Captured[] => {
    const body = bodyOf(words, name);
    const place = placeIn(name, index, { count: commands.length, what: "curl line" });
    return body === null ? [] : [{ place, content: body }];
  });
}

/** Several pieces of data are joined as curl joins them. */
function bodyOf(words: readonly string[], name: string): string | null {
  const pieces = words.flatMap((word, index) => {
    const option = DATA_OPTIONS.find((one) => word === one || isGlued(word, one));
    if (option === undefined) return [];
    const value = word === option ? (words[index + 1] ?? "") : word.slice(option.length).replace(/^=/, "");
    if (value.startsWith("@") && option !== "--data-raw") throw readsFile(value.slice(1), name);
    return [value];
  });
  return pieces.length === 0 ? null : pieces.join("&");
}

/** `-d'{}'`, `--data='{}'`. */
function isGlued(word: string, option: string): boolean {
  return option === "-d" ? /^-d[^-]/.test(word) : word.startsWith(`${option}=`);
}

function readsFile(file: string, name: string): SmartLeadMockError {
  return new SmartLeadMockError(
    "usage",
    `${name}: the curl line reads its body from ${file}; give that file to drift instead.`,
  );
}

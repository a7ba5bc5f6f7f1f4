import type { Io, Output } from "../io.ts";

/** What only a program of ours writes on purpose: colours; and on stderr, where progress is shown, the erasing of a line. */
const OWN_SEQUENCE = /\u001b(?!\[(?:[\d;]{0,32}m|2K))/g;
/** C0 save tab and line feed, DEL and C1, line separators, bidi and invisible format characters, tags. */
const HARMFUL =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;
const PLAIN = /^[\n\x20-\x7e]*$/;

/** The same, with one writer before standard output and one before standard error: whatever else may be forgotten, no terminal is driven. */
export function harmlessIo(io: Io): Io {
  return { ...io, stdout: harmlessOutput(io.stdout), stderr: harmlessOutput(io.stderr, "\r") };
}

/** `allowed` is what is written on purpose besides lines. */
function harmlessOutput(output: Output, allowed = ""): Output {
  const columns = "columns" in output ? { columns: output.columns } : {};
  return {
    ...columns,
    get isTTY() {
      return output.isTTY;
    },
    write: (text) => output.write(PLAIN.test(text) ? text : harmless(text, allowed)),
  };
}

function harmless(text: string, allowed: string): string {
  const without = text.replace(OWN_SEQUENCE, "").replace(HARMFUL, "");
  return allowed === "\r" ? without : without.replaceAll("\r", "");
}

/** Whole terminal sequences, so that not even their harmless remains (`[31m`) are left: CSI, OSC and the other strings up to their end, two-byte escapes. */
const ESCAPE_SEQUENCES =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]P^_X]|[\u009d\u0090\u009e\u009f\u0098])[^\u0007\u001b\u009c]{0,4096}(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g;

const LINE_BREAKS = /\r\n|[\t\n\v\f\r\u0085\u2028\u2029]/g;

/**
 * C0, DEL, C1; the bidi marks, embeddings and isolates; the byte order mark, interlinear, tag and other characters that show nothing.
 * The joiners stay: Persian, Hindi and emoji are written with them.
 */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;

const LONE_SURROGATES = /[\ud800-\udfff]/gu;

/** Matches most texts, which need no cleaning. */
const PRINTABLE_ASCII = /^[ -~]*$/;

/**
 * A text from outside (a receiver's answer, a name, a URL) as one line that cannot drive a terminal: escape sequences,
 * control and bidi characters are gone, line breaks and tabs are spaces. To show several lines, split first.
 *
 * @example printable("ok\u001b[2J\r\nnext") // "ok next"
 */
export function printable(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  return text
    .replace(ESCAPE_SEQUENCES, "")
    .replace(LINE_BREAKS, " ")
    .replace(UNPRINTABLE, "")
    .replace(LONE_SURROGATES, "\ufffd");
}

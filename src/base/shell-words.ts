import type { Secret } from "./secrets/secret-places.ts";

/** A word that every shell leaves as it is. */
const PLAIN_WORD = /^[\w./:@+,%-][\w./:@%+,=-]*$/;

/** The bytes that a text is sent as. */
export type Encode = (text: string) => Uint8Array;

/** A text as one word of a POSIX shell. A shell word cannot hold a NUL. */
export function quoted(text: string): string {
  const possible = text.replaceAll("\0", "");
  return PLAIN_WORD.test(possible) ? possible : `'${possible.replaceAll("'", "'\\''")}'`;
}

/** A text as one word, with a variable in place of each of its secrets. */
export function quotedWith(text: string, secrets: readonly Secret[], variables: SecretVariables): string {
  if (secrets.length === 0) return quoted(text);
  return piecesOf(text, secrets)
    .map((piece) => ("secret" in piece ? variables.of(piece.secret, piece.text) : quoted(piece.text)))
    .join("");
}

/** The command that prints a text byte for byte, with a variable in place of each of its secrets. */
export function printfWords(
  text: string,
  secrets: readonly Secret[],
  { encode, variables }: { readonly encode: Encode; readonly variables: SecretVariables },
): string {
  const pieces = piecesOf(text, secrets);
  const format = pieces.map((piece) => ("secret" in piece ? "%s" : formatOf(encode(piece.text)))).join("");
  const values = pieces.flatMap((piece) => ("secret" in piece ? [variables.of(piece.secret, piece.text)] : []));
  return ["printf", quoted(format.replace(/^-/, "\\055")), ...values].join(" ");
}

/** The environment variables that replace the secrets of one line: one for each value. */
export class SecretVariables {
  readonly #values = new Map<string, string>();

  get values(): ReadonlyMap<string, string> {
    return this.#values;
  }

  /** The reference to the variable, as it is written on the line. */
  of({ name }: Secret, value: string): string {
    const wanted = variableName(name);
    for (let count = 1; ; count += 1) {
      const variable = count === 1 ? wanted : `${wanted}_${count}`;
      const known = this.#values.get(variable);
      if (known !== undefined && known !== value) continue;
      this.#values.set(variable, value);
      return `"$${variable}"`;
    }
  }
}

/** `secretKey` is read from `WEBHOOK_SECRET_KEY`. */
function variableName(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .split(/[^A-Z\d]+/)
    .filter((word) => word !== "");
  return ["WEBHOOK", ...(words.length === 0 ? ["SECRET"] : words)].join("_");
}

type Piece = { readonly text: string } | { readonly text: string; readonly secret: Secret };

/** Splits the text into the secrets and the pieces around them. No piece is empty. */
function piecesOf(text: string, secrets: readonly Secret[]): readonly Piece[] {
  let from = 0;
  const pieces = secrets.flatMap((secret): Piece[] => {
    const before = { text: text.slice(from, secret.start) };
    from = secret.end;
    return [before, { text: text.slice(secret.start, secret.end), secret }];
  });
  return [...pieces, { text: text.slice(from) }].filter((piece) => piece.text !== "");
}

/** The format string from which `printf` produces these bytes. */
function formatOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    if (byte < 0x20 || byte > 0x7e) return `\\${byte.toString(8).padStart(3, "0")}`;
    const character = String.fromCharCode(byte);
    return character === "%" ? "%%" : character === "\\" ? "\\\\" : character;
  }).join("");
}

/** How a text becomes one word of a command line that the platform's shell reads. */

/** Characters that cmd.exe acts on even within quotes, or that would end them; no lead's address has any of them. */
const HOSTILE_TO_CMD = /["%!^&|<>\r\n]/g;

/**
 * @example shellWord("ann's", "linux") // "'ann'\\''s'"
 * @example shellWord("a b", "win32") // "\"a b\""
 */
export function shellWord(text: string, platform: NodeJS.Platform = process.platform): string {
  return platform === "win32" ? `"${text.replace(HOSTILE_TO_CMD, "")}"` : `'${text.replaceAll("'", "'\\''")}'`;
}

import { printable } from "../base/printable.ts";

/** Why a text is not JSON, and where it stops being such. */
export interface JsonProblem {
  /** From 0, in UTF-16 units. */
  readonly offset: number;
  /** The engine's, without place and period. */
  readonly words: string;
}

/** What is wrong with a JSON text; `null` when nothing is. */
export function jsonProblem(text: string): JsonProblem | null {
  try {
    JSON.parse(text);
    return null;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const words = printable(message.replace(/ in JSON.*| \(line.*|, (\.\.\.)?".*/s, ""));
    return { offset: offsetOf(message, text), words };
  }
}

/** Engines say where in words of three kinds: a position, ten characters around it, or that the text is over. */
function offsetOf(message: string, text: string): number {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  const [, token, dots, around] =
    /^Unexpected token '(.)', (\.\.\.)?"(.*)"(?:\.\.\.)? is not valid JSON$/s.exec(message) ?? [];
  if (token === undefined || around === undefined) return text.length;
  return text.indexOf(token, text.indexOf(around) + (dots === undefined ? 0 : 10));
}

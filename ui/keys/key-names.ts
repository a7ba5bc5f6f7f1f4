import type { Key } from "ink";
import { ownValue } from "../../src/base/own-value.ts";

const CONTROL_NAMES: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\u0003": "ctrl+c",
  "\u0008": "backspace",
  "\u007f": "backspace",
};

const SPECIAL_NAMES = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pageup"],
  ["pageDown", "pagedown"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "escape"],
  ["tab", "tab"],
  // Most terminals send DEL for the backspace key, which Ink calls "delete".
  ["backspace", "backspace"],
  ["delete", "backspace"],
] as const satisfies readonly (readonly [keyof Key, string])[];

/** The names of the keys in one report of Ink: letters that are typed fast, or pasted, arrive together. */
export function keysOf(input: string, key: Key): readonly string[] {
  const special = SPECIAL_NAMES.find(([flag]) => key[flag]);
  if (special !== undefined) return [special[1] === "tab" && key.shift ? "shift+tab" : special[1]];
  if (key.meta) return [];
  if (key.ctrl) return [`ctrl+${input}`];
  return [...input].flatMap((character) => ownValue(CONTROL_NAMES, character) ?? controlName(character) ?? character);
}

/** Control keys that arrived together with others: 1 to 26 are the letters; other control characters are ignored. */
function controlName(character: string): string | readonly string[] | null {
  if (character >= " ") return null;
  const code = character.charCodeAt(0);
  return code >= 1 && code <= 26 ? `ctrl+${String.fromCharCode(code + 96)}` : [];
}

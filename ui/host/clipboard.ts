/** Bytes of base64 that terminals take in one OSC 52 at least: xterm's limit is 100,000 characters, tmux's above that. */
const MAX_CLIPBOARD_CHARACTERS = 74_994;

/** The control sequence that puts a text into the clipboard of the terminal, also across ssh (OSC 52); `null` when it is too long. */
export function clipboardSequence(text: string): string | null {
  const encoded = Buffer.from(text, "utf8").toString("base64");
  return encoded.length > MAX_CLIPBOARD_CHARACTERS ? null : `\u001b]52;c;${encoded}\u0007`;
}

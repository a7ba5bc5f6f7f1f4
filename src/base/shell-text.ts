/** How a text becomes one word of a command line that the platform's shell reads. */

/** What cmd.exe acts on even within quotes, and what would end them; no address of a lead has any of it. */
const HOSTILE_TO_CMD = /["%!^&|<>\r\n]/g;

/**
 * @example shellWord("ann's", "linux") // "'ann'\\''s'"
 * @example shellWord("a b", "win32") // "\"a b\""
 */
export function shellWord(text: string, platform: NodeJS.Platform = process.platform): string {
  return platform === "win32" ? `"${text.replace(HOSTILE_TO_CMD, "")}"` : `'${text.replaceAll("'", "'\\''")}'`;
}

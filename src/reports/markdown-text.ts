/** A text in one line of Markdown that shows it as it is: no markup, no HTML, and nobody is mentioned by it. */
export function inline(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_[\]|~]/g, "\\$&")
    .replace(/([@#])(?=[\w-])/g, "$1<!-- -->")
    .replace(/^(\s*\d*)([-+#.)])(?=\s|$)/, "$1\\$2")
    .replace(/\b(https?|ftp):\/\//g, "$1:<!-- -->//");
}

/** Lines as they are, in a block whose fence is longer than any in them. */
export function block(text: string): string {
  const longest = [...text.matchAll(/`+/g)].reduce((length, [ticks]) => Math.max(length, ticks.length), 0);
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}text\n${text}\n${fence}`;
}

/** A piece of code within a line; an empty one cannot be written so. */
export function inlineCode(text: string): string {
  const longest = [...text.matchAll(/`+/g)].reduce((length, [ticks]) => Math.max(length, ticks.length), 0);
  const ticks = "`".repeat(longest + 1);
  const isPadded = text.startsWith("`") || text.endsWith("`");
  return isPadded ? `${ticks} ${text} ${ticks}` : `${ticks}${text}${ticks}`;
}

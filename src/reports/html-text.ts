/** HTML that is safe to be put into a page as it is. */
export interface Html {
  readonly text: string;
}

type Part = Html | string | number | readonly Html[];

/**
 * A piece of HTML: what is filled in is text and is escaped, unless it is HTML itself. Attributes are written in double quotes.
 * @example html`<b title="${name}">${inner}</b>`
 */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const filled = parts.map((part, index) => `${textOf(part)}${pieces[index + 1] ?? ""}`);
  return { text: `${pieces[0] ?? ""}${filled.join("")}` };
}

/** Nothing where there is nothing. */
export function optional<Value>(value: Value | null, make: (value: Value) => Html): Html {
  return value === null ? html`` : make(value);
}

export function list(items: readonly string[]): Html {
  return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

function textOf(part: Part): string {
  if (typeof part === "string" || typeof part === "number") return escapeHtml(String(part));
  return "text" in part ? part.text : part.map(({ text }) => text).join("\n");
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

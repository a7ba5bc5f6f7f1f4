/** HTML that is safe to insert into a page. */
export interface Html {
  readonly text: string;
}

type Part = Html | string | number | readonly Html[];

/**
 * Builds a piece of HTML: inserted values are escaped as text, unless they are `Html`. Attributes are written in double quotes.
 * @example html`<b title="${name}">${inner}</b>`
 */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const filled = parts.map((part, index) => `${textOf(part)}${pieces[index + 1] ?? ""}`);
  return { text: `${pieces[0] ?? ""}${filled.join("")}` };
}

/** Empty for a missing value. */
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

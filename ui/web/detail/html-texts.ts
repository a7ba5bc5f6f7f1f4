import { parsedJson } from "../../../src/base/json-text.ts";

/** A text in a body that is HTML. */
export interface HtmlText {
  /** Where it stands, such as `reply_message.html`. */
  readonly path: string;
  readonly html: string;
}

/** How many are offered: a history has hundreds, and the newest ones stand at the top of the body. */
const MAX_TEXTS = 6;
const HTML = /<(p|div|br|html|body|table|span|a|b|i|h\d|ul|ol|img|blockquote)\b[^>]*>/i;

/** The mails in a payload. */
export function htmlTexts(body: string): readonly HtmlText[] {
  const found: HtmlText[] = [];
  const look = (value: unknown, path: string) => {
    if (found.length >= MAX_TEXTS) return;
    if (typeof value === "string") {
      if (HTML.test(value)) found.push({ path, html: value });
    } else if (typeof value === "object" && value !== null) {
      for (const [name, one] of Object.entries(value)) look(one, joined(path, name, Array.isArray(value)));
    }
  };
  look(parsedJson(body), "");
  return found;
}

function joined(path: string, name: string, isIndex: boolean): string {
  if (isIndex) return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}

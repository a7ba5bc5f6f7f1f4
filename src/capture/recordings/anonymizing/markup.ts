/** What of HTML is kept: the words of the language itself. Whatever else stands in a tag is somebody's. */

const TAGS = new Set(
  "a abbr address article b base basefont big blockquote body br button caption center cite code col colgroup dd del div dl dt em figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i img input ins label li link main map meta nav ol p pre s section small span strike strong style sub sup table tbody td tfoot th thead title tr tt u ul wbr".split(
    " ",
  ),
);

const ATTRIBUTES = new Set(
  "align alt bgcolor border cellpadding cellspacing charset class cite clear color cols colspan content data dir face height href hspace http-equiv id lang link media name noshade nowrap rel role rows rowspan scope size span src start style summary target text title type valign value vlink vspace width xmlns".split(
    " ",
  ),
);

/** Attributes whose values are words of the language. */
const KEPT_VALUES = new Set(
  "align border cellpadding cellspacing clear cols colspan dir height hspace nowrap rel role rows rowspan scope size span start target type valign vspace width".split(
    " ",
  ),
);
const KEPT_VALUE =
  /^(?:[\d.]{1,5}(?:%|px|em|pt)?|ltr|rtl|auto|left|right|center|middle|top|bottom|baseline|justify|both|all|none|_blank|_self|_top|noopener|noreferrer|nofollow|presentation|button|text|submit|nowrap|row|col|stylesheet|text\/(?:css|html|plain))(?: (?:noopener|noreferrer|nofollow))*$/i;

/** Names that mail programs give to their own parts. */
const KEPT_CLASS =
  /^(?:gmail_(?:quote|quote_container|attr|default|signature|extra|chip)|yahoo_quoted|moz-cite-prefix|moz-signature|MsoNormal)$/;

/** A tag or an end tag. What stands in a comment is text like any other. */
const TAG = /<(\/?)([a-z][a-z\d]*)((?:\s(?:[^<>"']|"[^"]*"|'[^']*')*)?)(\/?)>/gi;
const ATTRIBUTE = /([^\s"'=<>/]+)(\s*=\s*)?("[^"]*"|'[^']*'|[^\s"'<>]+)?/g;

/** Changes the text of an HTML document, and what in its tags is somebody's. A text without tags is changed as it is. */
export function changedMarkup(text: string, change: (plain: string) => string): string {
  let changed = "";
  let from = 0;
  for (const match of text.matchAll(TAG)) {
    const [whole, end = "", name = "", attributes = "", close = ""] = match;
    if (!TAGS.has(name.toLowerCase())) continue;
    changed += change(text.slice(from, match.index));
    changed += `<${end}${name}${changedAttributes(attributes, change)}${close}>`;
    from = match.index + whole.length;
  }
  return changed + change(text.slice(from));
}

function changedAttributes(attributes: string, change: (plain: string) => string): string {
  return attributes.replace(ATTRIBUTE, (_, name: string, equals = "", value = "") => {
    const kept = ATTRIBUTES.has(name.toLowerCase()) ? name : change(name);
    const quote = /^["']/.exec(value)?.[0] ?? "";
    const inner = quote === "" ? value : value.slice(1, -1);
    return `${kept}${equals}${quote}${changedValue(name.toLowerCase(), inner, change)}${quote}`;
  });
}

function changedValue(name: string, value: string, change: (plain: string) => string): string {
  if (KEPT_VALUES.has(name) && KEPT_VALUE.test(value)) return value;
  if (name !== "class") return change(value);
  return value.replace(/\S+/g, (one) => (KEPT_CLASS.test(one) ? one : change(one)));
}

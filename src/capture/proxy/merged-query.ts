/**
 * The query that goes out: the target's own, then what the caller's adds. A parameter that both have is the target's, once: twice, most
 * frameworks would read it as a list, and a token would no longer be right. The caller's letters stay as they came.
 *
 * @example mergedQuery("?token=a", "?token=a&page=2") // "?token=a&page=2"
 */
export function mergedQuery(ofTarget: string, ofCaller: string): string {
  // An empty `?` is the caller's to send, and stays.
  if (ofTarget === "" || ofTarget === "?") return ofCaller;
  const own = new Set(partsOf(ofTarget).map(nameOf));
  const added = partsOf(ofCaller).filter((part) => !own.has(nameOf(part)));
  return [ofTarget, ...added].join("&");
}

function partsOf(query: string): readonly string[] {
  const text = query.replace(/^\?/, "");
  return text === "" ? [] : text.split("&");
}

/** As receivers read it: `%74oken` is `token`, `+` a blank. What cannot be decoded is taken as it stands. */
function nameOf(part: string): string {
  const [name = ""] = part.split("=", 1);
  try {
    return decodeURIComponent(name.replaceAll("+", " "));
  } catch {
    return name;
  }
}

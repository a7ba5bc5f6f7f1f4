/** Names of URL parts that hold a secret. */
const TOKEN_NAMES = /token|secret|key|sig|auth|pass|hash/i;
/** Minimum characters of a URL part without another meaning to count as a token. */
const TOKEN_LENGTH = 10;

export interface WrongToken {
  readonly url: string;
  /** The replacement, in words that continue after "whose URL has". */
  readonly label: string;
}

/**
 * URLs that differ from the receiver's only in their token: another token of the same form, and none. Empty if the URL has no token: a
 * query parameter named like one, or a long mixed text as the last part of the path.
 */
export function wrongTokens(target: string): readonly WrongToken[] {
  const url = new URL(target);
  const names = [...url.searchParams].filter(isTokenParameter).map(([name]) => name);
  return [...names.flatMap((name) => wrongParameter(url, name)), ...wrongPath(url)];
}

function isTokenParameter([name, value]: [string, string]): boolean {
  return value !== "" && (TOKEN_NAMES.test(name) || looksDrawn(value));
}

function wrongParameter(url: URL, name: string): readonly WrongToken[] {
  const value = url.searchParams.get(name) ?? "";
  const other = new URL(url);
  other.searchParams.set(name, altered(value));
  const without = new URL(url);
  without.searchParams.delete(name);
  return [
    { url: other.href, label: `a wrong ${name}` },
    { url: without.href, label: `no ${name}` },
  ];
}

function wrongPath(url: URL): readonly WrongToken[] {
  const parts = url.pathname.split("/");
  const last = parts.at(-1) ?? "";
  if (!looksDrawn(last)) return [];
  const withPath = (end: readonly string[]) => {
    const other = new URL(url);
    other.pathname = [...parts.slice(0, -1), ...end].join("/");
    return other.href;
  };
  return [
    { url: withPath([altered(last)]), label: "a wrong token as the last part of its path" },
    { url: withPath([]), label: "no token at the end of its path" },
  ];
}

/** A long text of letters and digits, or of small and capital letters, which is no ordinary path. */
function looksDrawn(text: string): boolean {
  if (text.length < TOKEN_LENGTH || !/^[\w~.-]+$/.test(text)) return false;
  const hasDigit = /\d/.test(text) && /[a-z]/i.test(text);
  return hasDigit || /^[\da-f]+$/i.test(text) || (/[a-z][A-Z]|[A-Z]{2}[a-z]/.test(text) && !/[-.]/.test(text));
}

/** A different token of the same length and alphabet. */
function altered(text: string): string {
  const turned = text.replaceAll(/[a-z\d]/gi, (letter) => {
    if (letter >= "0" && letter <= "9") return String((Number(letter) + 5) % 10);
    const base = letter >= "a" ? 97 : 65;
    const isHex = /[a-f]/i.test(letter);
    const span = isHex ? 6 : 26;
    return String.fromCharCode(base + ((letter.charCodeAt(0) - base + (isHex ? 3 : 13)) % span));
  });
  return turned === text ? `${text}x` : turned;
}

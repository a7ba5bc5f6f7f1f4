/** What stands in for a secret, whatever its length. */
const MASK = "***";

/** A parameter is secret when one of the words of its name is one of these. */
const SECRET_WORDS = new Set(
  "token key secret password passwd pwd passphrase auth authorization credential credentials signature sig apikey accesstoken authtoken secretkey".split(
    " ",
  ),
);

// Bounded, and no opener within a name: texts from outside may be megabytes without a space, and are read in one pass.
const USERINFO = /([a-z][a-z\d+.-]{0,31}:\/\/)[^\s/?#\\"'<>]*@/gi;
const PARAMETER = /([?&#;])([^=?&#;\s"'<>]+)=([^&#\s"'<>]*)/g;

/**
 * A URL, or a text that holds some, without its secrets: user and password, and the values of parameters that are called
 * token, key, secret, api_key, password or the like. Everything else stays as it is.
 *
 * @example maskSecrets("http://me:pw@localhost/hook?token=abc&page=2") // "http://***@localhost/hook?token=***&page=2"
 */
export function maskSecrets(text: string): string {
  // Most texts hold no URL, and the search for one is the slower of the two.
  const withoutUsers = text.includes("://") ? text.replace(USERINFO, `$1${MASK}@`) : text;
  return withoutUsers.replace(PARAMETER, (whole, opener: string, name: string, value: string) =>
    value !== "" && isSecretName(name) ? `${opener}${name}=${MASK}` : whole,
  );
}

/** The receiver needs it to be compared, and nobody can make another one of it. */
const SHOWN_HEADERS = new Set(["x-smartlead-signature", "www-authenticate", "proxy-authenticate"]);

/**
 * A header's value as it may be shown: `***` where its name says that it is a secret.
 * @example maskHeader("X-Api-Key", "abc") // "***"
 */
export function maskHeader(name: string, value: string): string {
  const isSecret = !SHOWN_HEADERS.has(name.toLowerCase()) && (/cookie/i.test(name) || isSecretName(name));
  return isSecret && value !== "" ? MASK : maskSecrets(value);
}

function isSecretName(name: string): boolean {
  const words = decoded(name)
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return words.some((word) => SECRET_WORDS.has(word));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

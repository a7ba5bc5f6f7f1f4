/** The only list of words that mark a field, parameter, header or flag as a secret. */
const SECRET_WORDS: ReadonlySet<string> = new Set(
  (
    "key keys token tokens secret secrets password passwords passwd pwd passphrase passcode auth authorization authentication " +
    "oauth bearer jwt credential credentials signature signatures sig cookie cookies apikey authkey secretkey accesskey privatekey"
  ).split(" "),
);

/** Endings of compounds such as `clientsecret` and `xapikey`. `key` by itself is not one of them: `monkey` is not a secret. */
const SECRET_ENDING =
  /(?:token|secret|password|passwd|signature|cookie|credentials?|(?:api|auth|secret|access|private|sign|signing|encryption)keys?)$/;

/** Names that contain one of the words but hold no secret. */
const NO_SECRETS: ReadonlySet<string> = new Set(["idempotency key", "x idempotency key"]);

/** Path segments that announce a secret in the next segment. */
const ANNOUNCING: ReadonlySet<string> = new Set(
  "key keys token tokens secret secrets password apikey accesstoken".split(" "),
);

/** How many times a name may be percent-encoded. */
const MAX_ENCODINGS = 3;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** Prefixes that services put on their keys. */
const KNOWN_PREFIX = /^(?:sk|pk|rk|whsec|ghp|gho|ghs|glpat|xox[abpr]|shpat|key|tok)[_-]\w{4,}/;
/** From this many characters, with this many changes between letters and digits, a word counts as random. */
const RANDOM_LENGTH = 16;
const RANDOM_CHANGES = 2;
const SHORT_RANDOM_LENGTH = 6;
const SHORT_RANDOM_CHANGES = 4;
/** From this many letters, with this many changes of case, a word counts as random. */
const RANDOM_LETTERS = 20;
const RANDOM_CASE_CHANGES = 5;

/**
 * Whether a name is that of a secret: one of its words is key, token, secret, auth, cookie, signature or the like.
 * @example isSecretName("clientSecret") // true
 */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  if (NO_SECRETS.has(words.join(" "))) return false;
  return words.some((word) => SECRET_WORDS.has(word) || SECRET_ENDING.test(word));
}

/** Whether the value of a field or parameter of this name is a secret: `max_tokens: 5` is not one. */
export function isSecretValue(name: string, value: string): boolean {
  return isSecretName(name) && !(/s$/i.test(name) && /^"?\d{1,6}"?$/.test(value));
}

/** Whether a segment of a receiver's path is a secret: it looks random, says that it is one, or the segment before it does. */
export function isSecretSegment(segment: string, before: string): boolean {
  const text = decoded(segment);
  if (text === "") return false;
  if (ANNOUNCING.has(wordsOf(before).join(""))) return true;
  const words = wordsOf(text);
  const isNamed = words.length > 1 && words.some((word) => ANNOUNCING.has(word));
  return isNamed || UUID.test(text) || KNOWN_PREFIX.test(text) || text.split(/[^A-Za-z\d]+/).some(isRandom);
}

/** Splits `X-API-Key`, `apiKey`, `APIKey2` and `api%5Fkey` into the words `api` and `key`. */
function wordsOf(name: string): readonly string[] {
  return decoded(name)
    .normalize("NFKC")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
}

function isRandom(word: string): boolean {
  const changes = word.match(/(?<=\d)[A-Za-z]|(?<=[A-Za-z])\d/g)?.length ?? 0;
  if (word.length >= RANDOM_LENGTH && changes >= RANDOM_CHANGES) return true;
  if (word.length >= SHORT_RANDOM_LENGTH && changes >= SHORT_RANDOM_CHANGES) return true;
  const caseChanges = word.match(/(?<=[a-z])[A-Z]|(?<=[A-Z])[a-z]/g)?.length ?? 0;
  return word.length >= RANDOM_LETTERS && caseChanges >= RANDOM_CASE_CHANGES;
}

/** Decodes repeatedly, since some names have been encoded more than once. */
function decoded(text: string, times = MAX_ENCODINGS): string {
  if (!text.includes("%") || times === 0) return text;
  try {
    return decoded(decodeURIComponent(text), times - 1);
  } catch {
    return text;
  }
}

/** What stands in for a secret, whatever its length. */
export const MASK = "***";

/** A secret in a text: where it stands, and what it is called there. */
export interface Secret {
  readonly start: number;
  readonly end: number;
  /** The field, parameter or header that it is the value of. */
  readonly name: string;
  /** What stands in its place where it is hidden; in quotes where the text is JSON and the value no string. */
  readonly mask: string;
}

/** The text with something else in the place of each secret. Secrets that overlap are taken as one. */
export function replaceSecrets(
  text: string,
  secrets: readonly Secret[],
  replacement: (secret: Secret) => string,
): string {
  if (secrets.length === 0) return text;
  let replaced = "";
  let from = 0;
  for (const secret of disjoint(secrets)) {
    replaced += text.slice(from, secret.start) + replacement(secret);
    from = secret.end;
  }
  return replaced + text.slice(from);
}

/** In order, each behind the one before. Of two that overlap the one that begins first, stretched to the end of both. */
export function disjoint(secrets: readonly Secret[]): readonly Secret[] {
  const kept: Secret[] = [];
  for (const secret of [...secrets].sort((one, other) => one.start - other.start || other.end - one.end)) {
    const last = kept.at(-1);
    if (last === undefined || secret.start >= last.end) kept.push(secret);
    else if (secret.end > last.end) kept[kept.length - 1] = { ...last, end: secret.end };
  }
  return kept;
}

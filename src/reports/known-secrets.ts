import type { Report, ReportItem } from "./report.ts";

/** Shorter ones are words, which stand everywhere. */
const SHORTEST = 4;
const MASK = "***";

/** Takes secrets out by their very values, wherever they stand: in bodies, paths, headers and the lines to type. */
export class KnownSecrets {
  readonly #written: readonly string[];

  constructor(secrets: readonly string[]) {
    const forms = secrets.filter(({ length }) => length >= SHORTEST).flatMap((secret) => [secret, encoded(secret)]);
    // The longest first: one may be a part of another.
    const unique = [...new Set(forms.map(inJson))];
    this.#written = unique.sort((one, other) => other.length - one.length);
  }

  inText(text: string): string {
    return this.#written.length === 0 ? text : JSON.parse(this.#masked(JSON.stringify(text)));
  }

  inItem(item: ReportItem): ReportItem {
    return this.#written.length === 0 ? item : JSON.parse(this.#masked(JSON.stringify(item)));
  }

  inReport(report: Report): Report {
    return this.#written.length === 0 ? report : JSON.parse(this.#masked(JSON.stringify(report)));
  }

  #masked(text: string): string {
    return this.#written.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
  }
}

/** As it stands within a text of JSON. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function encoded(secret: string): string {
  return encodeURIComponent(secret.replaceAll(/[\ud800-\udfff]/gu, "\ufffd"));
}

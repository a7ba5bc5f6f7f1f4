/** The contents of the sink, treated as the CRM that it simulates: the last PUT or PATCH of each path. */

/** Maximum paths that are remembered; the oldest are dropped first. */
const MOST_PATHS = 5_000;

interface SinkWrite {
  readonly method: string;
  /** Includes the query, if there is one. */
  readonly url: string;
  readonly bodyText: string;
}

export class LastWrites {
  readonly #bodies = new Map<string, string>();
  readonly #changes = new Set<string>();

  see({ method, url, bodyText }: SinkWrite): void {
    if (method !== "PUT" && method !== "PATCH") return;
    const path = decoded(url.replace(/\?.*$/s, ""));
    // A later write makes a known path the newest.
    this.#bodies.delete(path);
    this.#bodies.set(path, bodyText);
    if (method === "PATCH") this.#changes.add(path);
    const [oldest] = this.#bodies.keys();
    if (this.#bodies.size <= MOST_PATHS || oldest === undefined) return;
    this.#bodies.delete(oldest);
    this.#changes.delete(oldest);
  }

  get isEmpty(): boolean {
    return this.#bodies.size === 0;
  }

  /** Whether a path that names the lead got only changes (PATCH), so that the resulting record is unknown. */
  isChangeOf(email: string): boolean {
    return this.#ownOf(email).some(([path]) => this.#changes.has(path));
  }

  /** JSON of path → body, for paths and bodies that name the lead; `null` if there are none. */
  stateOf(email: string): string | null {
    const own = this.#ownOf(email);
    if (own.length === 0) return null;
    return JSON.stringify(Object.fromEntries(own.map(([path, body]) => [path, jsonOrText(body)]).sort()), null, 1);
  }

  #ownOf(email: string): readonly (readonly [path: string, body: string])[] {
    const wanted = email.toLowerCase();
    return [...this.#bodies].filter(([path, body]) => `${path}\n${body}`.toLowerCase().includes(wanted));
  }
}

function jsonOrText(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

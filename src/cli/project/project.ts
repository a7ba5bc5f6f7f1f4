import type { Source } from "./project-files.ts";

/** What kind of project a folder holds. */
export interface ProjectKind {
  readonly kind: "node" | "python" | "go" | "php" | "ruby" | "unknown";
  /** For people: `a Node project (npm)`. */
  readonly name: string;
  /** What installs it in a CI, a shell line each. */
  readonly install: readonly string[];
  /** The words that start the receiver; `null` where nobody can tell. */
  readonly start: readonly string[] | null;
  /** What the start command really runs, and the file that says so. */
  readonly script: { readonly file: string; readonly line: string } | null;
  /** The project itself says so, as in a script "start" of package.json; else it is a guess by the framework. */
  readonly isStated?: boolean;
  /** What comes before each command, such as `uv run `. */
  readonly prefix?: string;
  /** Of the framework. */
  readonly port: number;
  readonly doubts: readonly string[];
}

/** `has` says of a name in the folder whether it is there. */
export interface ProjectFolder {
  readonly folder: string;
  readonly sources: readonly Source[];
  readonly has: ReadonlySet<string>;
}

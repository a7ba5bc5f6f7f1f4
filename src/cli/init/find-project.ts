import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { ownValue } from "../../base/own-value.ts";

/** What kind of project a folder holds, as far as starting its receiver goes. */
export interface FoundProject {
  readonly kind: "node" | "python" | "go" | "php" | "unknown";
  /** For people: `a Node project (npm)`. */
  readonly name: string;
  /** What installs it in a CI, a shell line each. */
  readonly install: readonly string[];
  /** The words that start the receiver; `null` where nobody can tell. */
  readonly start: readonly string[] | null;
  /** Where it listens unless PORT says otherwise. */
  readonly port: number;
  /** The path of its SmartLead endpoint, and the file that it was found in. */
  readonly endpoint: { readonly path: string; readonly file: string | null };
}

const USUAL_PATH = "/webhooks/smartlead";
/** Files of a project that are looked through for the endpoint and the port, and bytes of one. */
const MAX_FILES = 2_000;
const MAX_BYTES = 300_000;
const SOURCES = /\.(?:[cm]?[jt]sx?|py|go|php|rb)$/;
const NOT_SOURCES = new Set([
  "node_modules",
  "vendor",
  "dist",
  "build",
  "coverage",
  "venv",
  "__pycache__",
  "test",
  "tests",
]);

/** Looks at a folder and its sources. Reads only; what it cannot read counts as not there. */
export function findProject(folder: string): FoundProject {
  const found = { ...kindOf(folder) };
  const sources = sourcesIn(folder);
  const endpoint = endpointIn(sources, folder) ?? routeByFile(sources, folder) ?? { path: USUAL_PATH, file: null };
  return { ...found, port: portIn(sources) ?? found.port, endpoint };
}

type Kind = Omit<FoundProject, "endpoint">;

function kindOf(folder: string): Kind {
  const has = (name: string) => existsSync(join(folder, name));
  if (has("package.json")) return nodeProject(folder, has);
  if (has("pyproject.toml") || has("requirements.txt")) return pythonProject(folder, has);
  if (has("go.mod"))
    return { kind: "go", name: "a Go module", install: ["go build ./..."], start: ["go", "run", "."], port: 8080 };
  if (has("composer.json")) {
    const start = ["php", "-S", "127.0.0.1:$PORT", "-t", has("public") ? "public" : "."];
    return { kind: "php", name: "a PHP project", install: ["composer install --no-interaction"], start, port: 8000 };
  }
  return { kind: "unknown", name: "no project that it knows", install: [], start: null, port: 3000 };
}

const LOCKFILES = [
  { file: "pnpm-lock.yaml", manager: "pnpm", install: ["corepack enable", "pnpm install --frozen-lockfile"] },
  { file: "yarn.lock", manager: "yarn", install: ["corepack enable", "yarn install --immutable"] },
  { file: "package-lock.json", manager: "npm", install: ["npm ci"] },
] as const;

function nodeProject(folder: string, has: (name: string) => boolean): Kind {
  const manifest = jsonIn(join(folder, "package.json"));
  const lock = LOCKFILES.find(({ file }) => has(file));
  const manager = lock?.manager ?? "npm";
  const scripts = objectIn(manifest, "scripts");
  const main =
    typeof manifest.main === "string" ? manifest.main : ["server.js", "index.js", "src/index.js", "app.js"].find(has);
  const start = "start" in scripts ? [manager, "start"] : main === undefined ? null : ["node", main];
  const build = "build" in scripts ? [`${manager} run build`] : [];
  return {
    kind: "node",
    name: `a Node project (${manager})`,
    install: [...(lock?.install ?? ["npm install"]), ...build],
    start,
    port: 3000,
  };
}

function pythonProject(folder: string, has: (name: string) => boolean): Kind {
  const needs = ["requirements.txt", "pyproject.toml"].map((name) => textIn(join(folder, name)) ?? "").join("\n");
  const file = ["main.py", "app.py", "server.py", "manage.py"].find(has);
  const install = [has("requirements.txt") ? "pip install -r requirements.txt" : "pip install ."];
  return { kind: "python", name: "a Python project", install, start: pythonStart(needs, file), port: 8000 };
}

function pythonStart(needs: string, file: string | undefined): readonly string[] | null {
  if (file === undefined) return null;
  const module = file.replace(/\.py$/, "");
  if (file === "manage.py") return ["sh", "-c", "python manage.py runserver $PORT"];
  if (/\b(?:fastapi|starlette)\b/i.test(needs)) return ["sh", "-c", `uvicorn ${module}:app --port $PORT`];
  if (/\bflask\b/i.test(needs)) return ["sh", "-c", `flask --app ${module} run --port $PORT`];
  return ["python", file];
}

interface Source {
  readonly file: string;
  readonly text: string;
}

/** Sources, the ones nearest to the top first. */
function sourcesIn(folder: string): readonly Source[] {
  const files: string[] = [];
  for (const folders = [folder]; folders.length > 0 && files.length < MAX_FILES; ) {
    const here = folders.shift() ?? folder;
    for (const entry of entriesOf(here)) {
      const isHidden = entry.name.startsWith(".");
      if (entry.isDirectory() && !isHidden && !NOT_SOURCES.has(entry.name)) folders.push(join(here, entry.name));
      if (entry.isFile() && SOURCES.test(entry.name)) files.push(join(here, entry.name));
    }
  }
  return files.slice(0, MAX_FILES).flatMap((file) => {
    const text = textIn(file);
    return text === null ? [] : [{ file, text }];
  });
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch {
    return [];
  }
}

/** A path in quotes that names SmartLead. */
function endpointIn(sources: readonly Source[], folder: string): FoundProject["endpoint"] | null {
  for (const { file, text } of sources) {
    const path = /["'`](\/[\w/.-]*smart-?lead[\w/.-]*)["'`]/i.exec(text)?.[1];
    if (path !== undefined && !path.includes("/api/v1")) return { path, file: relative(folder, file) };
  }
  return null;
}

/** Frameworks that route by the place of a file: `app/api/webhooks/smartlead/route.ts` of Next.js. */
function routeByFile(sources: readonly Source[], folder: string): FoundProject["endpoint"] | null {
  for (const { file } of sources) {
    const place = relative(folder, file).replaceAll("\\", "/");
    const path = /^(?:src\/)?(?:app|pages)(\/[\w/-]*smart-?lead[\w/-]*?)(?:\/route|\/index)?\.[jt]sx?$/i.exec(
      place,
    )?.[1];
    if (path !== undefined) return { path, file: place };
  }
  return null;
}

/** `process.env.PORT ?? 3000`, `os.environ.get("PORT", "8000")` and the like. */
function portIn(sources: readonly Source[]): number | null {
  for (const { text } of sources) {
    const port = /\bPORT\b["'\])]*\s*(?:\?\?|\|\||,|:-|=)\s*["']?(\d{2,5})\b/.exec(text)?.[1];
    if (port !== undefined && Number(port) <= 65_535) return Number(port);
  }
  return null;
}

function textIn(file: string): string | null {
  try {
    return statSync(file).size > MAX_BYTES ? null : readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function jsonIn(file: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(textIn(file) ?? "{}");
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function objectIn(parent: Record<string, unknown>, key: string): Record<string, unknown> {
  const inner = ownValue(parent, key);
  return isObject(inner) ? inner : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { join } from "node:path";
import { parse } from "yaml";
import { type Source, textIn } from "./project-files.ts";

/** Where the receiver listens, as far as files tell. */
export interface FoundPort {
  readonly port: number;
  /** The file that says so; `null` = the framework's usual port. */
  readonly from: string | null;
  /** The receiver takes another one from PORT. `null` = nothing says so. */
  readonly isFromEnvironment: boolean | null;
  readonly doubts: readonly string[];
}

export interface PortClues {
  readonly folder: string;
  readonly sources: readonly Source[];
  /** The script or the line that starts it; `null` = none is known. */
  readonly script: { readonly file: string; readonly line: string } | null;
  /** Of the framework. */
  readonly usual: number;
  /** The file of the endpoint, which says more than others. */
  readonly endpointFile: string | null;
}

/** `PORT=4000 node .`, `next dev -p 4000`, `uvicorn app:app --port 8000`, `gunicorn -b 0.0.0.0:8000`. */
const IN_SCRIPT =
  /(?:\bPORT=|(?:^|\s)(?:-p|--port|-l)[ =]|(?:-b|--bind|--host)[ =]?\S*:|runserver\s+(?:\S+:)?|-S\s+\S+:)(\d{2,5})\b/;
/** `process.env.PORT ?? 3000`, `os.environ.get("PORT", "8000")`, `ENV.fetch("PORT") { 3000 }`, `getenv('PORT') ?: 8000`. */
const FALLBACK = /\bPORT\b["'`\])]*\s*(?:\?\?|\|\||\?:|,|:-|\bor\b|\)?\s*\{)\s*["']?(\d{2,5})\b/;
/** `const { PORT = 3000 } = process.env`. */
const DESTRUCTURED = /\{[^{}]*\bPORT\b[^{},]*?=\s*["']?(\d{2,5})\b[^{}]*\}\s*=\s*process\.env/;
/** `PORT: z.coerce.number().default(3000)`, `PORT: port({ default: 3000 })`. */
const SCHEMA_DEFAULT = /\bPORT\b["']?\s*:[^\n]{0,80}?\bdefault(?:\(|:)\s*["']?(\d{2,5})\b/;
/** `port := os.Getenv("PORT"); if port == "" { port = "8080" }`, and the like: a fallback some lines below. */
const LATER_FALLBACK = /\bPORT\b["'`)\]]*[\s\S]{0,120}?\bport\s*:?=\s*["']?(\d{2,5})\b/;
/** `.listen(3000`, `listen({ port: 3000`, `serve({ port: 3000`, `app.run(port=5000)`, `ListenAndServe(":8080"`, `r.Run(":9000")`. */
const LITERAL =
  /(?:\.listen\(\s*(?:\{[^}]{0,300}?\bport:\s*)?|\bserve\([^)]{0,300}?\bport:\s*|\brun\([^)]{0,300}?\bport\s*=\s*|\b(?:ListenAndServe|Run|Start|Listen)\(\s*"[^":]*:|\bset\s+:port,\s*)(\d{2,5})\b/;
/** A constant that `listen` gets: `const PORT = 4000`. */
const CONSTANT = /^\s*(?:export\s+)?(?:const|let|var)?\s*(?:PORT|port)\s*(?::\s*\w+)?\s*=\s*["']?(\d{2,5})\b/m;

/** From the surest to the vaguest: the script, `.env`, the sources, a compose file, the framework's usual port. */
export async function findPort(clues: PortClues): Promise<FoundPort> {
  const mapped = await composePorts(clues.folder);
  const found = inScript(clues) ?? (await inDotEnv(clues.folder)) ?? inSources(clues);
  if (found !== null) return { ...found, doubts: composeDoubts(found.port, mapped) };
  const [only] = mapped;
  if (only !== undefined) return { port: only.host, from: only.file, isFromEnvironment: null, doubts: [] };
  const text = `No port was found in the sources; ${clues.usual} is the usual one. Give another with --target.`;
  return { port: clues.usual, from: null, isFromEnvironment: null, doubts: [text] };
}

type Found = Omit<FoundPort, "doubts">;

function inScript({ script }: PortClues): Found | null {
  const port = portOf(IN_SCRIPT.exec(script?.line ?? ""));
  return port === null ? null : { port, from: script?.file ?? null, isFromEnvironment: false };
}

async function inDotEnv(folder: string): Promise<Found | null> {
  for (const file of [".env.local", ".env.development", ".env", ".flaskenv"]) {
    const port = portOf(
      /^\s*(?:export\s+)?(?:FLASK_RUN_)?PORT\s*=\s*["']?(\d{2,5})\b/m.exec((await textIn(join(folder, file))) ?? ""),
    );
    if (port !== null) return { port, from: file, isFromEnvironment: true };
  }
  return null;
}

function inSources({ sources, endpointFile }: PortClues): Found | null {
  const first = [
    ...sources.filter(({ file }) => file === endpointFile),
    ...sources.filter(({ file }) => file !== endpointFile),
  ];
  const patterns = [
    [FALLBACK, true],
    [DESTRUCTURED, true],
    [SCHEMA_DEFAULT, true],
    [LATER_FALLBACK, true],
    [LITERAL, false],
    [CONSTANT, false],
  ] as const;
  for (const [pattern, isFromEnvironment] of patterns) {
    for (const { file, text } of first) {
      // A constant counts only where something listens.
      if (pattern === CONSTANT && !/listen|serve|run\(/i.test(text)) continue;
      const port = portOf(pattern.exec(text));
      if (port !== null) return { port, from: file, isFromEnvironment };
    }
  }
  return null;
}

interface MappedPort {
  readonly file: string;
  readonly host: number;
  readonly container: number;
}

const COMPOSE = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** The ports that a compose file maps to services which are built here. */
async function composePorts(folder: string): Promise<readonly MappedPort[]> {
  for (const file of COMPOSE) {
    const text = await textIn(join(folder, file));
    if (text !== null) return servicesIn(text).flatMap((service) => mappedIn(service, file));
  }
  return [];
}

function servicesIn(text: string): readonly Record<string, unknown>[] {
  try {
    const services: unknown = (parse(text) as { services?: unknown } | null)?.services;
    const all = isObject(services) ? Object.values(services).filter(isObject) : [];
    return all.filter((service) => "build" in service);
  } catch {
    return [];
  }
}

/** `8080:3000`, `127.0.0.1:8080:3000`, `${PORT:-8080}:3000`, and the long form. */
function mappedIn({ ports }: Record<string, unknown>, file: string): readonly MappedPort[] {
  if (!Array.isArray(ports)) return [];
  return ports.flatMap((one: unknown) => {
    const text = isObject(one) ? `${one.published}:${one.target}` : String(one).replace(/\$\{\w+:-(\d+)\}/g, "$1");
    const [, host, container] = /(?:^|:)(\d{2,5}):(\d{2,5})(?:\/tcp)?$/.exec(text) ?? [];
    return host === undefined ? [] : [{ file, host: Number(host), container: Number(container) }];
  });
}

function composeDoubts(port: number, mapped: readonly MappedPort[]): readonly string[] {
  const other = mapped.find(({ host, container }) => container === port && host !== port);
  if (other === undefined) return [];
  return [
    `${other.file} publishes port ${port} as ${other.host}; ${port} is taken, for a receiver that runs without a container.`,
  ];
}

function portOf(match: RegExpExecArray | null): number | null {
  const port = Number(match?.[1]);
  return port > 0 && port <= 65_535 ? port : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

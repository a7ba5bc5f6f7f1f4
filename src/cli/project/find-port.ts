import { join } from "node:path";
import { isObject } from "../../base/json-text.ts";
import { type BuiltService, builtServices } from "./compose-file.ts";
import { type Source, textIn } from "./project.ts";

/** The port that the receiver listens on, as far as the files show it. */
export interface FoundPort {
  readonly port: number;
  /** The file that says so; `null` = the framework's usual port. */
  readonly from: string | null;
  /** Whether the receiver reads its port from PORT. `null` = unknown. */
  readonly isFromEnvironment: boolean | null;
  readonly doubts: readonly string[];
}

export interface PortClues {
  readonly folder: string;
  readonly sources: readonly Source[];
  /** The script or the line that starts it; `null` = unknown. */
  readonly script: { readonly file: string; readonly line: string } | null;
  /** The framework's default port. */
  readonly usual: number;
  /** The file of the endpoint, which is the best source. */
  readonly endpointFile: string | null;
}

/** Matches `PORT=4000 node .`, `next dev -p 4000`, `uvicorn app:app --port 8000`, `gunicorn -b 0.0.0.0:8000`. */
const IN_SCRIPT =
  /(?:\bPORT=|(?:^|\s)(?:-p|--port|-l)[ =]|(?:-b|--bind|--host)[ =]?\S*:|runserver\s+(?:\S+:)?|-S\s+\S+:)(\d{2,5})\b/;
/** `process.env.PORT ?? 3000`, `os.environ.get("PORT", "8000")`, `ENV.fetch("PORT") { 3000 }`, `getenv('PORT') ?: 8000`. */
const FALLBACK = /\bPORT\b["'`\])]*\s*(?:\?\?|\|\||\?:|,|:-|\bor\b|\)?\s*\{)\s*["']?(\d{2,5})\b/;
/** `const { PORT = 3000 } = process.env`. */
const DESTRUCTURED = /\{[^{}]*\bPORT\b[^{},]*?=\s*["']?(\d{2,5})\b[^{}]*\}\s*=\s*process\.env/;
/** `PORT: z.coerce.number().default(3000)`, `PORT: port({ default: 3000 })`. */
const SCHEMA_DEFAULT = /\bPORT\b["']?\s*:[^\n]{0,80}?\bdefault(?:\(|:)\s*["']?(\d{2,5})\b/;
/** `port := os.Getenv("PORT"); if port == "" { port = "8080" }`, and the like: a fallback a few lines below. */
const LATER_FALLBACK = /\bPORT\b["'`)\]]*[\s\S]{0,120}?\bport\s*:?=\s*["']?(\d{2,5})\b/;
/** `.listen(3000`, `listen({ port: 3000`, `serve({ port: 3000`, `app.run(port=5000)`, `ListenAndServe(":8080"`, `r.Run(":9000")`. */
const LITERAL =
  /(?:\.listen\(\s*(?:\{[^}]{0,300}?\bport:\s*)?|\bserve\([^)]{0,300}?\bport:\s*|\brun\([^)]{0,300}?\bport\s*=\s*|\b(?:ListenAndServe|Run|Start|Listen)\(\s*"[^":]*:|\bset\s+:port,\s*)(\d{2,5})\b/;
/** A constant that is passed to `listen`: `const PORT = 4000`. */
const CONSTANT = /^\s*(?:export\s+)?(?:const|let|var)?\s*(?:PORT|port)\s*(?::\s*\w+)?\s*=\s*["']?(\d{2,5})\b/m;

/** Servers that load the application themselves, with their default port and whether they read PORT. */
const SERVERS = [
  { pattern: /\bgunicorn\b/, port: 8000, readsPort: true },
  { pattern: /\b(?:uvicorn|hypercorn|daphne)\b/, port: 8000, readsPort: false },
  { pattern: /\bwaitress-serve\b/, port: 8080, readsPort: false },
  { pattern: /\bflask\b.*\brun\b/, port: 5000, readsPort: false },
] as const;
/** `$PORT`, `${PORT}`. */
export const PORT_VARIABLE = /\$\{?PORT\b/;

/** From the most to the least reliable source: the script, `.env`, the sources, a compose file, the framework's default port. */
export async function findPort(clues: PortClues): Promise<FoundPort> {
  const mapped = await composePorts(clues.folder);
  const found = inScript(clues) ?? (await inDotEnv(clues.folder)) ?? inSources(clues);
  if (found !== null) return { ...found, doubts: composeDoubts(found.port, mapped) };
  const [only] = mapped;
  if (only !== undefined) return { port: only.host, from: only.file, isFromEnvironment: null, doubts: [] };
  const text = `No port was found in the sources; ${clues.usual} is the usual one. Choose another with --target.`;
  return { port: clues.usual, from: null, isFromEnvironment: null, doubts: [text] };
}

type Found = Omit<FoundPort, "doubts">;

function inScript({ script }: PortClues): Found | null {
  const line = script?.line ?? "";
  const from = script?.file ?? null;
  const port = portOf(IN_SCRIPT.exec(line));
  if (port !== null) return { port, from, isFromEnvironment: false };
  const fallback = portOf(FALLBACK.exec(line));
  if (fallback !== null) return { port: fallback, from, isFromEnvironment: true };
  const server = SERVERS.find(({ pattern }) => pattern.test(line));
  if (server === undefined) return null;
  // Without a port such a server uses its default, whatever `app.run(port=…)` in the sources says.
  return { port: server.port, from, isFromEnvironment: server.readsPort || PORT_VARIABLE.test(line) };
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
      // A constant counts only if the file also listens.
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

/** The ports that a compose file maps to services that are built from this folder. */
async function composePorts(folder: string): Promise<readonly MappedPort[]> {
  return (await builtServices(folder)).flatMap(mappedIn);
}

/** `8080:3000`, `127.0.0.1:8080:3000`, `${PORT:-8080}:3000`, and the long form. */
function mappedIn({ file, ports }: BuiltService): readonly MappedPort[] {
  return ports.flatMap((one) => {
    const text = isObject(one) ? `${one.published}:${one.target}` : String(one).replace(/\$\{\w+:-(\d+)\}/g, "$1");
    const [, host, container] = /(?:^|:)(\d{2,5}):(\d{2,5})(?:\/tcp)?$/.exec(text) ?? [];
    return host === undefined ? [] : [{ file, host: Number(host), container: Number(container) }];
  });
}

function composeDoubts(port: number, mapped: readonly MappedPort[]): readonly string[] {
  const other = mapped.find(({ host, container }) => container === port && host !== port);
  if (other === undefined) return [];
  return [
    `${other.file} publishes port ${port} as ${other.host}; ${port} is used, for a receiver that runs without a container.`,
  ];
}

function portOf(match: RegExpExecArray | null): number | null {
  const port = Number(match?.[1]);
  return port > 0 && port <= 65_535 ? port : null;
}

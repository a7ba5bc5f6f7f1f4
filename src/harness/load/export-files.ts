/** The files of an export: a script and its rows for each generator, and the manifest with which a mock joins them. */
import type { ExportedRow } from "./export-rows.ts";

export const ENGINES = ["k6", "artillery"] as const;
export type Engine = (typeof ENGINES)[number];

export interface ExportedFile {
  readonly name: string;
  readonly text: string;
}

/** The facts that the files share. */
export interface ExportHead {
  readonly engine: Engine;
  readonly version: string;
  readonly target: string;
  readonly seed: number;
  readonly run: string;
  readonly rate: number;
  readonly forMs: number;
}

/** The content of a manifest; each of its events has one row, however often it is sent. */
export interface Manifest extends Omit<ExportHead, "target" | "forMs"> {
  readonly format: 1;
  readonly for_ms: number;
  readonly generators: number;
  /** Total number of requests, including duplicates. */
  readonly requests: number;
  readonly events: readonly {
    readonly request_id: string;
    readonly event_type: string;
    readonly campaign_id: number | null;
  }[];
}

export const MANIFEST = "manifest.json";

export function exportFiles(head: ExportHead, parts: readonly (readonly ExportedRow[])[]): readonly ExportedFile[] {
  const scripts = parts.flatMap((rows, at) => [
    { name: `rows-${at + 1}.json`, text: rowsText(rows) },
    ...SCRIPTS[head.engine](head, { number: at + 1, count: rows.length }),
  ]);
  return [{ name: MANIFEST, text: manifestText(head, parts) }, ...scripts];
}

function rowsText(rows: readonly ExportedRow[]): string {
  const lines = rows.map(({ request_id, headers, body }) => JSON.stringify({ request_id, headers, body }));
  return `[\n${lines.join(",\n")}\n]\n`;
}

function manifestText({ target: _, forMs, ...head }: ExportHead, parts: readonly (readonly ExportedRow[])[]): string {
  const rows = parts.flat();
  const events = rows
    .filter(({ is_duplicate }) => !is_duplicate)
    .map(({ request_id, event_type, campaign_id }) => ({ request_id, event_type, campaign_id }));
  const manifest: Manifest = {
    format: 1,
    ...head,
    for_ms: forMs,
    generators: parts.length,
    requests: rows.length,
    events,
  };
  return `${JSON.stringify(manifest, null, 1)}\n`;
}

interface Part {
  /** Counted from 1. */
  readonly number: number;
  /** Number of requests. */
  readonly count: number;
}

const SCRIPTS: Readonly<Record<Engine, (head: ExportHead, part: Part) => readonly ExportedFile[]>> = {
  k6: (head, part) => [{ name: `load-${part.number}.js`, text: k6Script(head, part) }],
  artillery: (head, part) => [
    { name: `load-${part.number}.yml`, text: artilleryScript(head, part) },
    { name: `processor-${part.number}.mjs`, text: artilleryProcessor(head, part) },
  ],
};

function firstLine({ version }: ExportHead): string {
  return `Written by smartlead-mock ${version}, export. Needs the rows beside it; SMARTLEAD_MOCK_URL names the mock that counts.`;
}

/** The imported names, and the modules that they come from. */
type Imported = readonly (readonly [names: string, from: string])[];

const K6_MODULES: Imported = [
  ["{ check }", "k6"],
  ["{ SharedArray }", "k6/data"],
  ["exec", "k6/execution"],
  ["http", "k6/http"],
];
const NODE_MODULES: Imported = [["{ readFileSync }", "node:fs"]];

function imports(modules: Imported): string {
  return modules.map(([names, from]) => `import ${names} from "${from}";`).join("\n");
}

/** A row for each iteration: k6 numbers iterations across all its virtual users. */
function k6Script(head: ExportHead, { number, count }: Part): string {
  const seconds = Math.max(1, head.forMs / 1_000);
  const users = Math.max(1, Math.min(1_000, Math.ceil(count / seconds)));
  return `// ${firstLine(head)}
${imports(K6_MODULES)}

const rows = new SharedArray("rows", () => JSON.parse(open("./rows-${number}.json")));
const target = __ENV.TARGET || ${JSON.stringify(head.target)};
const mock = __ENV.SMARTLEAD_MOCK_URL;
const token = __ENV.SMARTLEAD_MOCK_TOKEN;

export const options = {
  scenarios: {
    smartlead: {
      executor: "constant-arrival-rate",
      rate: ${count},
      timeUnit: "${head.forMs}ms",
      duration: "${head.forMs}ms",
      preAllocatedVUs: ${users},
      maxVUs: ${Math.max(users, 1_000)},
    },
  },
  thresholds: { "http_req_duration{name:webhook}": ["p(95)<1000"] },
};

export default function () {
  const row = rows[exec.scenario.iterationInTest];
  if (row === undefined) return;
  const answer = http.post(target, row.body, {
    headers: row.headers,
    timeout: "30s",
    redirects: 0,
    tags: { name: "webhook" },
  });
  check(answer, { "answered 2xx": ({ status }) => status >= 200 && status < 300 });
  if (!mock) return;
  const body = JSON.stringify({ answers: [{ request_id: row.request_id, status: answer.status || null }] });
  const headers = { "content-type": "application/json", ...(token ? { authorization: \`Bearer \${token}\` } : {}) };
  http.post(\`\${mock}/_mock/joined/answers\`, body, { headers, tags: { name: "report" } });
}
`;
}

/** In a phase with a fixed count, one worker sends all arrivals, so that no row is sent twice. */
function artilleryScript(head: ExportHead, { number, count }: Part): string {
  const { origin, pathname, search } = new URL(head.target);
  return `# ${firstLine(head)}
config:
  target: ${JSON.stringify(origin)}
  processor: "./processor-${number}.mjs"
  http: { timeout: 30 }
  phases:
    - { name: smartlead, duration: ${Math.max(1, Math.round(head.forMs / 1_000))}, arrivalCount: ${count} }
scenarios:
  - name: webhook
    flow:
      - post:
          url: ${JSON.stringify(`${pathname}${search}`)}
          followRedirect: false
          beforeRequest: nextRow
          afterResponse: report
`;
}

function artilleryProcessor(head: ExportHead, { number }: Part): string {
  return `// ${firstLine(head)}
${imports(NODE_MODULES)}

const rows = JSON.parse(readFileSync(new URL("./rows-${number}.json", import.meta.url), "utf8"));
const mock = process.env.SMARTLEAD_MOCK_URL;
const token = process.env.SMARTLEAD_MOCK_TOKEN;
let next = 0;

export function nextRow(request, context, _events, done) {
  const row = rows[next++];
  if (row === undefined) return done(new Error("There are no more rows."));
  context.vars.row = row;
  // Artillery may send its own body otherwise, and would set its own content type.
  delete request.json;
  request.body = row.body;
  request.headers = { ...request.headers, ...row.headers };
  done();
}

export function report(_request, response, context, _events, done) {
  if (!mock) return done();
  const headers = { "content-type": "application/json", ...(token ? { authorization: \`Bearer \${token}\` } : {}) };
  const body = JSON.stringify({ answers: [{ request_id: context.vars.row.request_id, status: response.statusCode }] });
  fetch(\`\${mock}/_mock/joined/answers\`, { method: "POST", headers, body }).then(
    (answer) => answer.arrayBuffer().then(() => done()),
    done,
  );
}
`;
}

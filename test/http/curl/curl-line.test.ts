import { execFile, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CurlRequest, curlLine } from "../../../src/base/curl-line.ts";
import { createUndiciSender } from "../../../src/delivery/undici-sender.ts";
import { typedCurlLine } from "../../../src/harness/verify/report-item.ts";
import { stride } from "../../depth.ts";

/** All of them in the sweep, else the first. */
const SHELLS = ["sh", "bash", "dash"]
  .filter((name) => spawnSync(name, ["-c", "exit 0"]).status === 0)
  .filter((_, at) => at % stride(3) === 0);
const hasCurl = spawnSync("curl", ["--version"]).status === 0;
const BREAKPOINT = "$".concat("{HOME}");

/** What came in, as far as the sender decides it. */
interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: readonly string[];
  readonly body: string;
}

const received: Received[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { method, url, headers } = request;
    const { host: _host, connection: _connection, ...own } = headers;
    const lines = Object.entries(own).map(([name, value]) => `${name}: ${value}`);
    received.push({ method, url, headers: lines.sort(), body: Buffer.concat(chunks).toString("base64") });
    response.end("ok");
  });
});
const sender = createUndiciSender();
let origin = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await sender.close();
  server.close();
});

const JSON_HEADERS = { "Content-Type": "application/json", "User-Agent": "SmartLead-Webhook/1.0 (smartlead-mock)" };
const every = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join("");

const BODIES: readonly string[] = [
  "@/etc/passwd",
  "@-",
  "-",
  "--config /etc/passwd",
  "",
  " ",
  "=x",
  "'",
  `'"'"'; touch /tmp/owned; echo '`,
  "$(touch owned) `touch owned` $HOME !! %s %d %% \\n \\0 \\\\",
  BREAKPOINT,
  "line\nline\r\nline\n\n",
  "\ttab\u0000nul\u0001",
  every(0, 0x2ff),
  "it's 🎉 ü \u202e \u2028 \ufeff \u{e0041} \u200d",
  '{"a":1,"a":2,"__proto__":{"x":1}}',
  '{"secret_key":"9d1f-0c52","nested":{"api_key":"k\\"1","tokens":["a","b"]},"auth":{"user":"me"},"n":12.50}',
  "name=Ada&token=abc%20d&page=2",
  "token: tops3cret\nAuthorization: Bearer abcdefgh.12345",
  `{"html":"<a href='https://x.test/?token=abc\\u0026page=1'>","z":"\n"}`,
  "x".repeat(40_000),
  `{"secret_key":"a'b $HOME \`id\` \\\\ %s","text":"${"ü\n".repeat(20_000)}"}`,
];
const HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  { "X-Empty": "", "X-Blank": "   ", "X-Padded": "  a  b  ", "X-Quote": `it's "so" \\ $HOME \`id\`` },
  { "X-Latin": "caf\u00e9 \u00a0", "X-Tab": "a\tb", "X-At": "@/etc/passwd", "X-Semicolon": "a;", "X-Colon": ":" },
  {
    Authorization: "Bearer to'ken$HOME",
    "X-Api-Key": "k e y",
    Cookie: "a=1; sid='x'",
    "X-Hook-Signature": "sha256=ab",
  },
  { Accept: "text/html", "Content-Type": "", "X-Url": "https://me:pw@x.test/?token=a'b&c=1" },
];
const URLS: readonly string[] = [
  "/hook",
  "/hook?a=1&b[]=2&c={1,2}&d=[1-3]",
  "/it's/a%20b/../c/./d;x?q='\"$HOME`id`|&<>",
  "/ü/🎉?ä=ö#fragment",
  "/hook?token=a'b$HOME&api%5Fkey=k%201&page=2",
  "/hooks/9d1f0c52-7a52-4d0e-9a3c-5d8e2f41c7aa/T024BE7LDab1",
];

function requests(): readonly CurlRequest[] {
  const url = `http://${origin}/hook`;
  return [
    ...BODIES.map((body) => ({ url, headers: JSON_HEADERS, body })),
    ...HEADERS.map((headers) => ({ url, headers, body: "{}" })),
    ...URLS.map((path) => ({ url: `http://${origin}${path}`, headers: JSON_HEADERS, body: "{}" })),
    { url: `http://me:p%27w%20d@${origin}/hook`, headers: { Authorization: "Bearer other" }, body: "{}" },
    ...[Buffer.from([0, 255, 39, 10, 128, 37, 92]), Buffer.from("\u00fftoken=abc", "latin1")].map((bytes) => ({
      url,
      headers: JSON_HEADERS,
      body: bytes.toString(),
      body_base64: bytes.toString("base64"),
    })),
  ];
}

/** As the mock sends it. */
async function sent(request: CurlRequest): Promise<Received | undefined> {
  received.length = 0;
  await sender.send({ ...request }, new AbortController().signal);
  return received[0];
}

describe.skipIf(!hasCurl)("a curl line", () => {
  it.each(SHELLS)("sends the bytes that the mock sends, through %s", async (shell) => {
    for (const request of requests()) {
      const expected = await sent(request);
      expect(expected, JSON.stringify(request).slice(0, 200)).toBeDefined();
      const curl = curlLine(request);
      expect(await ran(shell, curl), curl.line.slice(0, 2000)).toEqual(expected);
    }
  });

  it("is one line of printable ASCII that holds no secret", () => {
    const secrets = [
      "9d1f",
      'k\\"1',
      "tops3cret",
      "abcdefgh.12345",
      "to'ken",
      "k e y",
      "T024BE7LD",
      "p%27w",
      "sha256=ab",
    ];
    for (const request of requests()) {
      const { line } = curlLine(request);
      expect(line).toMatch(/^[\x20-\x7e]*$/);
      for (const secret of secrets) expect(line).not.toContain(secret);
    }
  });

  it("reads each secret from a variable of its own", () => {
    const { line, variables } = curlLine({
      url: "http://localhost/hook?token=abc",
      headers: { "X-Token": "abc", "X-Other-Token": "def" },
      body: '{"token":"ghi"}',
    });
    expect([...variables]).toEqual([
      ["WEBHOOK_X_TOKEN", "abc"],
      ["WEBHOOK_X_OTHER_TOKEN", "def"],
      ["WEBHOOK_TOKEN", "ghi"],
      ["WEBHOOK_TOKEN_2", "abc"],
    ]);
    expect(line).toContain(`--data-raw '{"token":"'"$WEBHOOK_TOKEN"'"}'`);
  });

  it("is left out of a report where it is too long to be typed", () => {
    expect(typedCurlLine({ url: "http://localhost/", headers: {}, body: "x".repeat(10_000) })).toBeNull();
  });
});

/** Runs the line as a shell reads it from its input: one argument of a program may be too short for it. */
async function ran(shell: string, { line, variables }: ReturnType<typeof curlLine>): Promise<Received | undefined> {
  received.length = 0;
  const env = { PATH: process.env.PATH ?? "", ...Object.fromEntries(variables) };
  await new Promise<void>((resolve, reject) => {
    const child = execFile(shell, ["-s"], { env }, (error) => (error === null ? resolve() : reject(error)));
    child.stdin?.end(`${line}\n`);
  });
  return received[0];
}

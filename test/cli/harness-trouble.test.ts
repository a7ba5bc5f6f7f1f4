import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createHttp2Server, createSecureServer } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Server as NetServer, Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { closersAfterEach } from "../closers.ts";
import { stride } from "../depth.ts";
import { aDelivery } from "../unit/journal/a-delivery.ts";
import { lifeOf, linesOfFrames, recorded } from "../unit/recordings/a-recording.ts";
import { emptyDirectory, freePort, runCli } from "./run-cli.ts";
import { CERTIFICATE } from "./test-certificate.ts";

const closers = closersAfterEach();

const SCENARIO = `name: a reply arrives
webhooks: [{ level: user, events: [EMAIL_REPLY] }]
steps:
  - { emit: EMAIL_REPLY, as: reply }
  - settle: reply
  - expect: { delivery: reply, state: delivered }
`;

function project(files: Readonly<Record<string, string>> = {}): string {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, "reply.yaml"), SCENARIO);
  writeFileSync(join(cwd, "session.ndjson"), linesOfFrames(recorded(...lifeOf(aDelivery()))));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return cwd;
}

/** Each command that sends and ends. */
const ONE_SHOT: readonly (readonly [string, readonly string[]])[] = [
  ["verify", []],
  ["run", ["reply.yaml"]],
  ["replay", ["session.ndjson", "--port", "0"]],
  ["trigger", ["EMAIL_REPLY"]],
];

async function listening(server: NetServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket).size && socket.on("error", () => {}));
  server
    .on("sessionError", () => {})
    .on("clientError", () => {})
    .on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

const answer = (_: unknown, response: { end(text: string): unknown }) => void response.end("{}");
const plain = (): Server => createServer((request, response) => request.resume().on("end", () => response.end("{}")));
const overTls = () =>
  createHttpsServer(CERTIFICATE, (request, response) => request.resume().on("end", () => response.end("{}")));

/** What a receiver may be like, how its URL is written, and what is said of it. */
const CLASSES: readonly (readonly [string, () => NetServer, "http" | "https", string])[] = [
  [
    "a self-signed certificate",
    overTls,
    "https",
    "has a certificate that is not trusted here (self-signed certificate); accept it with --insecure.",
  ],
  [
    "TLS where http was said",
    overTls,
    "http",
    "uses TLS; write https:// in the target, and accept its certificate with --insecure.",
  ],
  ["plain HTTP where https was said", plain, "https", "uses plain HTTP, not TLS; write http:// in the target."],
  [
    "HTTP/2 only, over TLS",
    () => createSecureServer(CERTIFICATE, answer),
    "https",
    "supports only HTTP/2, and SmartLead's webhooks use HTTP/1.1",
  ],
  [
    "HTTP/2 only, without TLS",
    () => createHttp2Server(answer),
    "http",
    "supports only HTTP/2, and SmartLead's webhooks use HTTP/1.1",
  ],
];

/** All of them in the sweep, else every other one for each command in turn. */
const classesFor = (command: string) => {
  const first = ONE_SHOT.findIndex(([name]) => name === command);
  return CLASSES.filter((_, at) => (at + first) % stride(2) === 0);
};

describe.each(ONE_SHOT)("%s ends with 3 and one sentence that names the change", (command, argv) => {
  it.each(classesFor(command))("for %s", async (_, server, scheme, sentence) => {
    const url = `${scheme}://127.0.0.1:${await listening(server())}/hook`;
    const { code, stderr } = await runCli([command, ...argv, "--target", url], { cwd: project() });
    expect(stderr).toContain(`smartlead-mock: ${url} ${sentence}`);
    expect([code, stderr.trimEnd().split("\n")]).toEqual([3, [expect.any(String)]]);
  });

  it("for a name that does not resolve", async () => {
    const argvOf = [command, ...argv, "--target", "http://no-such-host.invalid:3000/hook"];
    expect(await runCli(argvOf, { cwd: project() })).toMatchObject({
      code: 3,
      stderr:
        "smartlead-mock: The name no-such-host.invalid of the target does not resolve; check the spelling, or use an address such as http://127.0.0.1:3000/hook.\n",
    });
  });

  it("but takes any certificate with --insecure, and *.localhost for this machine", async () => {
    const url = `https://hooks.dev.localhost:${await listening(overTls())}/hook`;
    const only = command === "verify" ? ["--only", "SL-1.1"] : [];
    const { code, stderr } = await runCli([command, ...argv, ...only, "--insecure", "--target", url], {
      cwd: project(),
    });
    expect([code, stderr]).toEqual([0, ""]);
  });
});

/** A program of Node's that listens where it is told, or elsewhere. */
const program = (port: string, code = "a.end('{}')") => [
  "--",
  process.execPath,
  "-e",
  `require("node:http").createServer((q, a) => q.resume().on("end", () => { ${code} })).listen(${port}, "127.0.0.1")`,
];
const STARTED: readonly (readonly [string, readonly string[]])[] = [
  ["verify", ["--only", "SL-1.1"]],
  ["run", ["reply.yaml"]],
];

describe.each(STARTED)("%s of a receiver that it starts", (command, argv) => {
  it("takes a port of its own, whatever the configuration says, and keeps path and query", async () => {
    const taken = await listening(plain());
    const cwd = project({ "smartlead-mock.config.yaml": `target: http://localhost:${taken}/in/hook?tenant=7\n` });
    const code = "a.statusCode = q.url === '/in/hook?tenant=7' ? 200 : 410; a.end('{}')";
    const { code: exit, stderr } = await runCli([command, ...argv, ...program("process.env.PORT", code)], { cwd });
    expect([exit, stderr]).toEqual([0, ""]);
  });

  it("and one of its own where the configuration's is public", async () => {
    const cwd = project({ "smartlead-mock.config.yaml": "target: https://hooks.example.com/in/hook\n" });
    const { code, stderr } = await runCli([command, ...argv, ...program("process.env.PORT")], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("says where it listens instead, when it takes no notice of PORT", async () => {
    const port = await freePort();
    const target = `http://127.0.0.1:${port}/hook`;
    const cwd = project({ "smartlead-mock.config.yaml": `target: ${target}\n` });
    const { code, stderr } = await runCli([command, ...argv, ...program(String(port))], { cwd });
    expect(code).toBe(3);
    expect(stderr).toMatch(
      new RegExp(
        `^smartlead-mock: The receiver's command listens on 127.0.0.1:${port} and not on 127.0.0.1:\\d+; let it listen on the port in the environment variable PORT, or pass --target ${target}\\.\n$`,
      ),
    );
  });

  it("ends with one sentence where the port that was typed is taken", async () => {
    const taken = await listening(plain());
    const target = `http://127.0.0.1:${taken}/hook`;
    const { code, stderr } = await runCli([command, ...argv, "--target", target, ...program("process.env.PORT")], {
      cwd: project(),
    });
    expect([code, stderr]).toEqual([
      2,
      `smartlead-mock: Something already listens on 127.0.0.1:${taken}; stop it, or use port 0 for a free port.\n`,
    ]);
  });

  it.each([
    [["--", "no-such-program-of-mine"], "could not be started (spawn no-such-program-of-mine ENOENT)"],
    [
      ["--", process.execPath, "-e", "console.error('no database'); process.exit(3)"],
      "ended with exit code 3; its last words: no database",
    ],
  ])("ends with one sentence for %j", async (words, sentence) => {
    const { code, stdout, stderr } = await runCli([command, ...argv, ...words], { cwd: project() });
    expect([code, stdout]).toEqual([3, command === "run" ? "run: 1 scenario\n" : ""]);
    expect(stderr).toContain(`smartlead-mock: The receiver's command ${sentence}`);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it("says that it speaks TLS, when its command does", async () => {
    const cwd = project({ "key.pem": CERTIFICATE.key, "cert.pem": CERTIFICATE.cert });
    const code = `const { readFileSync: r } = require("node:fs"); require("node:https").createServer({ key: r("key.pem"), cert: r("cert.pem") }, (q, a) => a.end("{}")).listen(process.env.PORT, "127.0.0.1")`;
    const { code: exit, stderr } = await runCli([command, ...argv, "--", process.execPath, "-e", code], { cwd });
    expect(stderr).toMatch(
      /^smartlead-mock: http:\/\/127\.0\.0\.1:\d+\/webhooks\/smartlead uses TLS; write https:\/\/ in the target/,
    );
    expect([exit, stderr.trimEnd().split("\n")]).toEqual([3, [expect.any(String)]]);
  });

  it("needs no port of the mock's: one in the configuration is that of start", async () => {
    const taken = await listening(plain());
    const cwd = project({ "smartlead-mock.config.yaml": `port: ${taken}\n` });
    const { code, stderr } = await runCli([command, ...argv, ...program("process.env.PORT")], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    const typed = await runCli([command, ...argv, "--port", String(taken), ...program("process.env.PORT")], { cwd });
    expect([typed.code, typed.stderr.trimEnd().split("\n")]).toEqual([2, [expect.stringContaining(`${taken}`)]]);
  });
});

describe("verify asks about the path in one sentence, exit code 2,", () => {
  const verify = async (handle: (url: string, body: Record<string, unknown>) => readonly [number, string]) => {
    const server = createServer((request, response) => {
      let text = "";
      request.on("data", (piece) => (text += piece));
      request.on("end", () => {
        const [status, body] = handle(request.url ?? "", text === "" ? {} : JSON.parse(text));
        response.writeHead(status).end(body);
      });
    });
    const url = `http://127.0.0.1:${await listening(server)}/api/hook`;
    return runCli(["verify", "--target", url, "--only", "SL-1.1"]);
  };

  it.each([
    [
      "404 everywhere",
      (url: string) => [404, `Cannot POST ${url}`] as const,
      /answers 404 both to a plain event and to an empty object: is the path right\?/,
    ],
    [
      "405",
      () => [405, "Method Not Allowed"] as const,
      /answers 405 both to a plain event and to an empty object, so it does not accept POST there: is the path right\?/,
    ],
  ])("where it answers %s", async (_, handle, sentence) => {
    const { code, stdout, stderr } = await verify(handle);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it.each([
    [
      "answers 404 for leads that it does not know",
      (url: string, body: Record<string, unknown>) =>
        (url !== "/api/hook"
          ? [404, "no route"]
          : body.to_email === undefined
            ? [400, "no lead"]
            : [404, "lead not found"]) as readonly [number, string],
    ],
    [
      "answers 404 for an empty object too, in words of its own",
      (url: string) => (url === "/api/hook" ? [404, "lead not found"] : [404, "no route"]) as readonly [number, string],
    ],
    ["answers 401 to everybody", () => [401, "who are you?"] as const],
  ])("and not a receiver that %s", async (_, handle) => {
    const { code, stdout, stderr } = await verify(handle);
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toContain("SL-1.1");
  });
});

import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createSmartLead } from "../../src/index.ts";
import { CliRun, emptyDirectory, freePort, runCli } from "./run-cli.ts";
import { CERTIFICATE } from "./test-certificate.ts";

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

async function listen(server: Server, host = "127.0.0.1"): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

const plain = async (listener: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listen(createServer(listener))}/hook`;

/** Answers its one route, and any other path as a router without that route does. */
function router(route: RequestListener): RequestListener {
  return (request, response) => {
    if (request.url === "/hook" && request.method === "POST") return route(request, response);
    response.writeHead(404).end("not found");
  };
}

interface Line {
  readonly topic: string;
  readonly grade: string;
  readonly text: string;
  readonly fix: string | null;
}

/** What doctor says of a receiver, and its exit code. The mock's own port is a free one. */
async function look(target: string, flags: readonly string[] = [], cwd = emptyDirectory()) {
  const { code, stdout, stderr } = await runCli(["doctor", "--target", target, "--port", "0", "--json", ...flags], {
    cwd,
  });
  const findings: readonly Line[] = stdout === "" ? [] : JSON.parse(stdout).findings;
  const of = (topic: string) => findings.find((one) => one.topic === topic);
  return { code, stderr, findings, of };
}

/** On `::1`, at a port that nobody else has on 127.0.0.1 at the moment: tests run beside each other. */
async function listenOn6Alone(): Promise<number> {
  const port = await listen(
    createServer((_request, response) => response.end()),
    "::1",
  );
  const isFree = await new Promise<boolean>((resolve) => {
    const probe = createServer().once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
  return isFree ? port : listenOn6Alone();
}

describe("doctor, of a receiver", () => {
  it("finds nothing wrong with one that says it takes POST, and sends it OPTIONS alone", async () => {
    const seen: string[] = [];
    const url = await plain((request, response) => {
      seen.push(request.method ?? "");
      response.writeHead(204, { allow: "POST" }).end();
    });
    const { code, of } = await look(url);
    expect(of("path")).toMatchObject({ grade: "ok", text: `${url} accepts POST.` });
    expect(code).toBe(0);
    expect(seen).toEqual(["OPTIONS"]);
  });

  it("doubts a path at which OPTIONS and HEAD are answered as nowhere else, and lets --send decide", async () => {
    const seen: string[] = [];
    const url = await plain(
      router((request, response) => {
        seen.push(request.method ?? "");
        response.end("ok");
      }),
    );
    expect((await look(url)).of("path")).toMatchObject({ grade: "warn", fix: expect.stringContaining("--send") });
    expect(seen).toEqual([]);
    const { code, of } = await look(url, ["--send"]);
    expect(of("event")).toMatchObject({ grade: "ok", text: "A plain event in the guide dialect is answered 200." });
    expect(code).toBe(0);
    expect(new Set(seen)).toEqual(new Set(["POST"]));
  });

  it("knows a wrong path by a plain event", async () => {
    const url = await plain(router((_request, response) => response.end("ok")));
    const { code, of } = await look(url.replace("/hook", "/hoook"), ["--send"]);
    expect(of("path")).toMatchObject({ grade: "problem", text: expect.stringContaining("is the path right?") });
    expect(code).toBe(1);
  });

  it("says what to check where every event is refused", async () => {
    const url = await plain(router((_request, response) => response.writeHead(401).end("bad signature")));
    const { code, of } = await look(url, ["--send"]);
    expect(of("event")).toMatchObject({ grade: "problem", fix: expect.stringContaining("--secret") });
    expect(code).toBe(1);
  });

  it("names the dialect that the receiver knows", async () => {
    const url = await plain(
      router((request, response) => {
        let body = "";
        request.on("data", (chunk) => (body += chunk));
        request.on("end", () => response.writeHead(JSON.parse(body).secret_key === undefined ? 422 : 200).end());
      }),
    );
    const { code, of } = await look(url, ["--send"]);
    expect(of("dialect")).toMatchObject({ grade: "warn", fix: expect.stringContaining("--dialect live") });
    expect(code).toBe(0);
  });

  it("follows no redirect and says where it leads", async () => {
    const url = await plain((_request, response) => response.writeHead(308, { location: "/hook/" }).end());
    const { code, of } = await look(url);
    expect(of("redirect")).toMatchObject({ grade: "problem", fix: `Use ${url}/ as the target.` });
    expect(code).toBe(1);
  });

  it("says that nobody listens, and exits 3", async () => {
    const { code, of } = await look(`http://127.0.0.1:${await freePort()}/hook`);
    expect(of("receiver")).toMatchObject({
      grade: "problem",
      text: expect.stringContaining("start the receiver first"),
    });
    expect(code).toBe(3);
  });

  it("finds a receiver that listens on ::1 alone", async () => {
    const port = await listenOn6Alone();
    const { of } = await look(`http://127.0.0.1:${port}/hook`);
    expect(of("receiver")?.fix).toBe(`It listens at http://[::1]:${port}/hook: use that as the target.`);
  });

  it("sends what --header adds, as deliveries do", async () => {
    const url = await plain((request, response) =>
      response.writeHead(request.headers.authorization === "Bearer x" ? 200 : 401).end(),
    );
    expect((await look(url, ["--send"])).of("event")?.grade).toBe("problem");
    const { findings } = await look(url, ["--send", "--header", "Authorization: Bearer x"]);
    expect(findings.filter(({ topic }) => topic === "event").map(({ grade }) => grade)).toEqual(["ok", "ok"]);
  });

  it("tells a self-signed certificate, and takes it with --insecure", async () => {
    const server = createSecureServer(CERTIFICATE, (_request, response) =>
      response.writeHead(200, { allow: "POST" }).end(),
    );
    const url = `https://127.0.0.1:${await listen(server)}/hook`;
    expect((await look(url)).of("receiver")?.text).toContain("accept it with --insecure");
    expect((await look(url, ["--insecure"])).of("path")?.grade).toBe("ok");
  });

  it("tells plain HTTP from TLS in both directions, and HTTP/2 alone", async () => {
    const url = await plain((_request, response) => response.end());
    expect((await look(url.replace("http:", "https:"))).of("receiver")?.text).toContain("write http:// in the target");
    const secure = await listen(createSecureServer(CERTIFICATE, (_request, response) => response.end()));
    expect((await look(`http://127.0.0.1:${secure}/hook`)).of("protocol")?.text).toContain(
      "write https:// in the target",
    );
    const http2 = await listen(createHttp2Server());
    expect((await look(`http://127.0.0.1:${http2}/hook`)).of("protocol")?.text).toContain("supports only HTTP/2");
  });

  it("refuses a public address unless it is allowed, and asks it nothing", async () => {
    const { code, of } = await look("http://8.8.8.8/hook");
    expect(of("address")).toMatchObject({ grade: "problem", text: expect.stringContaining("--allow-target") });
    expect(code).toBe(1);
  });

  it("says that a name does not resolve", async () => {
    const { code, of } = await look("http://no-such-host.invalid/hook");
    expect(of("receiver")?.text).toContain("does not resolve");
    expect(code).toBe(3);
  });

  it("takes no target that is not a URL", async () => {
    const { code, stderr } = await look("localhost:3000");
    expect(stderr).toContain("did you mean http://localhost:3000");
    expect(code).toBe(2);
  });
});

describe("doctor, of the machine", () => {
  it("says who has the port", async () => {
    const port = await listen(createServer((_request, response) => response.end("hello")));
    const { stdout, code } = await runCli(["doctor", "--port", String(port)]);
    expect(stdout).toMatch(
      new RegExp(`^problem  port {6}Port ${port} is used by .+, which is not a smartlead-mock\\.$`, "m"),
    );
    expect(stdout).toContain("start with --port 0");
    expect(code).toBe(1);
  });

  it.skipIf(process.platform !== "linux")("names the process of it", async () => {
    const port = await listen(createServer((request) => request.destroy()));
    const { stdout } = await runCli(["doctor", "--port", String(port)]);
    expect(stdout).toContain(`(process ${process.pid})`);
  });

  it("names the configuration, and refuses one that is wrong", async () => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, "smartlead-mock.config.yaml"), "policy: guide\n");
    const { findings } = await look("http://127.0.0.1:1/hook", [], cwd);
    expect(findings.find(({ topic }) => topic === "config")?.text).toBe("smartlead-mock.config.yaml is valid.");
    writeFileSync(join(cwd, "smartlead-mock.config.yaml"), "polcy: guide\n");
    const { code, stderr } = await look("http://127.0.0.1:1/hook", [], cwd);
    expect(stderr).toContain("policy");
    expect(code).toBe(2);
  });

  it("says whether the data directory can be written", async () => {
    const cwd = emptyDirectory();
    mkdirSync(join(cwd, "kept"));
    const { findings } = await look("http://127.0.0.1:1/hook", ["--data", "kept"], cwd);
    expect(findings.find(({ topic }) => topic === "data")?.text).toBe("The data directory kept can be written.");
  });
});

describe("doctor, of a running mock", () => {
  it("tells a webhook that others take everything from", async () => {
    const receiver = await plain((_request, response) => response.writeHead(200, { allow: "POST" }).end());
    const cwd = emptyDirectory();
    const webhooks = [
      { level: "user", name: "all", url: receiver, events: ["EMAIL_REPLY", "EMAIL_OPEN"] },
      { level: "campaign", name: "one", campaign_id: 3_600_001, url: receiver, events: ["EMAIL_REPLY"] },
    ];
    writeFileSync(join(cwd, "smartlead-mock.config.json"), JSON.stringify({ webhooks }));
    const mock = new CliRun(["start", "--port", "0", "--ui", "plain"], { cwd });
    await mock.until(({ stdout }) => stdout.includes("API "));
    const { stdout } = await runCli(["doctor", "--port", "0"], { cwd });
    await mock.stop();
    expect(stdout).toMatch(/^problem {2}webhook {3}Webhook \d+ one \(campaign level\) does not get EMAIL_REPLY: /m);
    expect(stdout).toContain("`smartlead-mock explain EMAIL_REPLY`");
    expect(stdout).toMatch(/^ok {7}webhook {3}Webhook \d+ all \(user level\) gets all 2 events/m);
  });

  it("tells faults, a manual clock, and the newest failure", async () => {
    const receiver = await plain((_request, response) => response.writeHead(422).end("unknown field"));
    const smartlead = await createSmartLead({ target: receiver, clock: "manual" });
    const { url } = await smartlead.listen({ port: 0 });
    const before = await runCli(["doctor", "--connect", url, "--port", "0"]);
    expect(before.stdout).toMatch(/^warn {5}clock {5}The clock is manual/m);
    expect(before.stdout).toContain("Nothing was sent yet");
    await runCli(["faults", "arm", "lost-response:event_type=EMAIL_OPEN", "--connect", url]);
    await runCli(["trigger", "EMAIL_REPLY", "--connect", url]);
    const { stdout, code } = await runCli(["doctor", "--connect", url, "--port", "0"]);
    expect(stdout).toMatch(/^warn {5}fault {5}A fault is active \(lost-response\)/m);
    expect(stdout).toMatch(
      /^warn {5}failure {3}The newest failure: EMAIL_REPLY to .* is failed; attempt 1 of 3 was answered 422 unknown field$/m,
    );
    expect(stdout).toContain("choose the dialect that it understands with --dialect");
    expect(stdout).toContain(`${receiver} answers`);
    expect(code).toBe(0);
    await smartlead.close();
  });

  it("finds the mock of this folder by its data directory", async () => {
    const cwd = emptyDirectory();
    const mock = new CliRun(["start", "--port", "0", "--target", "none", "--ui", "plain"], { cwd });
    await mock.until(({ stdout }) => stdout.includes("API "));
    const { stdout, code } = await runCli(["doctor", "--port", "0"], { cwd });
    await mock.stop();
    expect(stdout).toMatch(/^ok {7}mock {6}A mock runs at http/m);
    expect(stdout).toContain("The mock has no webhook");
    expect(code).toBe(1);
  });

  it("exits 3 where the mock that was named is not there", async () => {
    const { code, stdout } = await runCli([
      "doctor",
      "--connect",
      `http://127.0.0.1:${await freePort()}`,
      "--port",
      "0",
    ]);
    expect(stdout).toContain("No mock answers at");
    expect(code).toBe(3);
  });
});

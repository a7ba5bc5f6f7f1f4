import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmptyProject, type EmptyProject } from "./empty-project.ts";
import { commandsWith, copied, examples } from "./readme.ts";

/** Packing and installing, in real ms. */
const INSTALLING_MS = 120_000;

let project: EmptyProject;

beforeAll(() => {
  project = createEmptyProject();
}, INSTALLING_MS);
afterAll(() => project.remove());

interface Proof {
  readonly name: string;
  readonly files: readonly string[];
  /** What tells the manual's line that runs them. */
  readonly command: string;
  /** The runner's own totals. */
  readonly passed: readonly RegExp[];
  readonly failed: RegExp;
  /** Edits, each of which makes the code wrong. */
  readonly wrong: readonly { readonly file: string; readonly from: string; readonly to: string }[];
}

const PROOFS: readonly Proof[] = [
  {
    name: "verify",
    files: ["receiver.mjs"],
    command: "verify --only SL-1 --effect-log done: -- node receiver.mjs",
    passed: [/^PASSED/m],
    failed: /^FAILED/m,
    wrong: [{ file: "receiver.mjs", from: "JSON.parse(text)", to: "JSON.parse('no JSON')" }],
  },
  {
    name: "a snapshot",
    files: ["from-a-snapshot.mjs"],
    command: "node from-a-snapshot.mjs",
    passed: [/^$/],
    failed: /AssertionError/,
    wrong: [{ file: "from-a-snapshot.mjs", from: "smartlead.restore(waiting);", to: "" }],
  },
  {
    name: "a dialect of one's own",
    files: ["own-dialect.mjs"],
    command: "node own-dialect.mjs",
    passed: [/^$/],
    failed: /AssertionError/,
    wrong: [{ file: "own-dialect.mjs", from: "value: 7", to: "value: 8" }],
  },
  {
    name: "vitest",
    files: ["receiver.ts", "replies.test.ts"],
    command: "npx vitest run",
    passed: [/^\s+Test Files {2}1 passed \(1\)$/m, /^\s+Tests {2}1 passed \(1\)$/m],
    failed: /but 1 of 1 is unproven: nothing shows whether the work ran twice[\s\S]+Tests {2}1 failed \(1\)$/m,
    wrong: [{ file: "receiver.ts", from: "if (done.has(id))", to: "if (id === null)" }],
  },
  {
    name: "node:test, msw, and scenarios",
    files: ["replies.node.mjs", "integration.node.mjs", "stories.node.mjs"],
    command: "node --test replies",
    passed: [/^(#|ℹ) tests 5$/m, /^(#|ℹ) pass 5$/m, /^(#|ℹ) fail 0$/m],
    failed: /^(#|ℹ) fail [12]$/m,
    wrong: [
      { file: "stories.node.mjs", from: "done.add(id)", to: "done.add(request.url)" },
      { file: "replies.node.mjs", from: "isUp ? 200 : 503", to: "200" },
      { file: "integration.node.mjs", from: "category_id: 1", to: "category_id: 3" },
    ],
  },
  {
    name: "jest",
    files: ["replies.jest.mjs"],
    command: "npx jest",
    passed: [/^Test Suites: 1 passed, 1 total$/m, /^Tests: {7}1 passed, 1 total$/m],
    failed: /^Tests: {7}1 failed, 1 total$/m,
    wrong: [{ file: "replies.jest.mjs", from: "status: 422", to: "status: 503" }],
  },
  {
    name: "run",
    files: ["replies.yaml"],
    command: "run ./replies.yaml --repeat",
    passed: [/^20 scenarios: 20 ok; /m],
    failed: /^ +The number of attempts of first is 2; expected 3\.$[\s\S]+^20 scenarios: 20 fail; /m,
    wrong: [{ file: "replies.yaml", from: "attempts: 2", to: "attempts: 3" }],
  },
  {
    name: "the command",
    files: ["outreach.mjs", "outreach.test.mjs"],
    command: "node --test outreach",
    passed: [/^(#|ℹ) tests 1$/m, /^(#|ℹ) pass 1$/m, /^(#|ℹ) fail 0$/m],
    failed: /^(#|ℹ) fail 1$/m,
    wrong: [{ file: "outreach.mjs", from: "subject, email_body }]", to: 'subject: "Engines", email_body }]' }],
  },
];

/** As the manual says, where the mock is one that was just started. */
async function follow(files: Readonly<Record<string, string>>, command: string) {
  const [line = "", ...others] = commandsWith(command);
  expect(others, `lines of the pages with "${command}"`).toEqual([]);
  const { run, startMock } = project.folder(files);
  // The manual says that it is short for that.
  if (line.startsWith("smartlead-mock ")) return run(`npx ${line}`);
  if (!line.includes("http://127.0.0.1:7627")) return run(line);
  const mock = await startMock("--target", "none", "--ephemeral");
  const ended = await run(line.replace("http://127.0.0.1:7627", mock.url));
  expect(await mock.stop()).toBe(0);
  return ended;
}

describe.each(PROOFS)("the pages' examples with $name", ({ files, command, passed, failed, wrong }) => {
  it("pass as they stand there, and the runner ends by itself", async () => {
    const { code, output } = await follow(copied(files), command);
    for (const total of passed) expect(output).toMatch(total);
    expect(code, output).toBe(0);
  });

  it.each(wrong)("fail when $file has $to for $from", async ({ file, from, to }) => {
    const all = copied(files);
    const text = all[file] ?? "";
    expect(text).toContain(from);
    const { code, output } = await follow({ ...all, [file]: text.replace(from, to) }, command);
    expect(output).toMatch(failed);
    expect(code, output).toBe(1);
  });
});

const CONFIGURATION = "smartlead-mock.config.yaml";

/** The one of the pages' configurations that has this in it. */
function configurationWith(part: string): string {
  const found = examples.filter(({ name, text }) => name === CONFIGURATION && text.includes(part));
  expect(found).toHaveLength(1);
  return found[0]?.text ?? "";
}

describe("the pages' configurations", () => {
  it("are taken by the command", async () => {
    const mock = await project.folder({ [CONFIGURATION]: configurationWith("policy:") }).startMock();
    const state: unknown = await (await fetch(`${mock.url}/_mock/state`)).json();
    expect(await mock.stop()).toBe(0);
    expect(state).toMatchObject({ target: "http://localhost:3000/hook", policy: { tries: 4 } });
    expect(state).toMatchObject({ webhooks: expect.arrayContaining([expect.objectContaining({ level: "campaign" })]) });
  });

  it("may name a dialect of one's own, with which a body of today is no surprise", async () => {
    const { path, run } = project.folder(copied(["live-2027.json"]));
    const { output: sample } = await run("npx smartlead-mock payload EMAIL_REPLY --dialect live");
    const { stats_id, reply_source, reply_message, ...rest } = JSON.parse(sample);
    expect([stats_id, reply_source]).not.toContain(undefined);
    const captured = { ...rest, reply_mood: "interested", reply_message: { ...reply_message, size: 12 } };
    writeFileSync(join(path, "captured.json"), JSON.stringify(captured));
    expect(await run("npx smartlead-mock drift captured.json")).toMatchObject({ code: 1 });
    writeFileSync(join(path, CONFIGURATION), configurationWith("dialects:"));
    const { code, output } = await run("npx smartlead-mock drift captured.json");
    expect(output).toContain("live-2027, fits");
    expect(code).toBe(0);
  });
});

/** Sockets on both sides: a receiver that refuses, and the mock's own port. */
const SOCKETS = `
import { createServer } from "node:http";
import { createSmartLead } from "smartlead-mock";

const receiver = createServer((_, response) => response.writeHead(503).end()).listen(0, "127.0.0.1");
await new Promise((listening) => receiver.once("listening", listening));
const target = "http://127.0.0.1:" + receiver.address().port;
const smartlead = await createSmartLead({ target, clock: "real" });
const { url } = await smartlead.listen();
console.log((await fetch(url + "/_mock/health")).status);
await smartlead.emit("EMAIL_REPLY", {}, { count: 20 });
await smartlead.close();
receiver.close();
`;

it("A program ends by itself once a mock with sockets, and retries that wait, is closed", async () => {
  const { code, output } = await project.folder({ "sockets.mjs": SOCKETS }).run("node sockets.mjs");
  expect(output).toBe("200\n");
  expect(code).toBe(0);
});

/** They have tests of their own: test/http/explore, test/http/rest, test/cli/load and test/unit/payloads. */
const PROVEN_ELSEWHERE = ["broken.yaml", "to-mock.mjs", "crm.mjs", "team-fields.json", "snoozed.yaml"];

it("No example goes without a proof", () => {
  const proven = new Set([
    CONFIGURATION,
    "live-2027.json",
    ...PROVEN_ELSEWHERE,
    ...PROOFS.flatMap(({ files }) => files),
  ]);
  expect(examples.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
});

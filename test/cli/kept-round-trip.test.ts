import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSmartLead } from "../../src/index.ts";
import type { SmartLead } from "../../src/library/smart-lead.ts";
import { fixtureText, scenarioText, testText } from "../../ui/export/export-forms.ts";
import { aDelivery } from "../ui/build.ts";
import { emptyDirectory, runCli } from "./run-cli.ts";

/** What opens an expression of a scenario, and of a template. */
const OPEN = "$".concat("{");
const every = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join("");

const JSON_BODIES: readonly string[] = [
  '{"event_type":"EMAIL_REPLY","n":1}',
  '{"a":1,"a":2,"b":{"c":1,"c":[2]}}',
  '{"__proto__":{"isAdmin":true},"constructor":{"prototype":1},"toString":null}',
  '{"\\u005f_proto__":1,"<<":{"a":1}}',
  `{"text":"${OPEN}mock.run} $${OPEN}x} ${OPEN}","${OPEN}name}":1}`,
  `{"text":"\`${OPEN}process.exit()}\` \\\\\` */ // </script> <!-- --> '\\"'"}`,
  '{ "laid" : "out",\n\t"over": [\r\n 1 ] }\n\n',
  '{"id":12345678901234567890,"f":1.0,"e":1E+2,"neg":-0,"big":9007199254740993,"safe":9007199254740992}',
  '{"b":1,"2":2,"1":3,"escapes":"\\u0041\\/\\ud800","yaml":"# no: [comment] & *alias !tag | > %"}',
  `{"text":${JSON.stringify(`${every(0x20, 0x2ff) + every(0x2000, 0x206f)}\ufeff\u{e0041}\u{1f469}\u200d\u{1f4bb}`)}}`,
  JSON.stringify({ ["k".repeat(2_000)]: "v", long: "x".repeat(5_000), "": "", " ": " " }),
  "[".repeat(80) + "]".repeat(80),
  '"a text"',
  "null",
  "1e3",
  "[]",
];
const OTHER_BODIES: readonly string[] = [
  "",
  " ",
  '{"broken": ',
  "<html>\n'it'\n</html>",
  "a: b\n- c",
  "yes",
  OPEN,
  "~",
  "\ttab\n",
];

const received: string[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    received.push(Buffer.concat(chunks).toString("utf8"));
    response.end("{}");
  });
});
let target = "";
const folder = emptyDirectory();
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
beforeEach(() => {
  received.length = 0;
});
afterAll(() => {
  server.close();
});

/** What came in since the last time. */
const sent = () => received.splice(0);

describe("a delivery that is kept, loaded again and sent", () => {
  it("as a fixture has the same bytes", async () => {
    for (const body of JSON_BODIES) {
      writeFileSync(join(folder, "kept.json"), fixtureText(body));
      const { stderr } = await runCli(["trigger", "EMAIL_REPLY", "--body", "kept.json", "--target", target], {
        cwd: folder,
      });
      expect([sent(), stderr]).toEqual([[body], ""]);
    }
  });

  it("as a scenario has the same bytes", async () => {
    const bodies = [...JSON_BODIES, ...OTHER_BODIES];
    const names = bodies.map((body, index) => {
      const name = `kept-${index}.yaml`;
      const delivery = aDelivery({ event_type: "EMAIL_REPLY", lead_email: `${OPEN}x}@"y".test` });
      writeFileSync(join(folder, name), scenarioText({ delivery, body, faults: [] }) ?? "");
      return name;
    });
    const { stdout, stderr } = await runCli(["run", ...names, "--target", target, "--port", "0"], { cwd: folder });
    expect([stderr, stdout]).toEqual(["", expect.stringContaining(`${bodies.length} scenarios: ${bodies.length} ok`)]);
    expect(sent()).toEqual(bodies);
  });

  it("as a vitest test has the same bytes", async () => {
    for (const body of [...JSON_BODIES, ...OTHER_BODIES]) {
      const delivery = aDelivery({ event_type: "EMAIL_REPLY", lead_email: `\`${OPEN}x}\`@"y".test` });
      const smartlead = await createSmartLead({ target, clock: "virtual" });
      await testBodyOf(testText({ delivery, body, faults: [] }) ?? "")({ smartlead });
      await smartlead.close();
      expect(sent()).toEqual([body]);
    }
  });

  it("keeps what its faults say", async () => {
    const value = JSON.parse(`{"__proto__x":1,"text":"${OPEN}mock.run} \`\u2028"}`);
    const fault = { kind: "extra-field", path: "note", value } as const;
    const delivery = aDelivery({ event_type: "EMAIL_REPLY" });
    const kept = { delivery, body: '{"a":1}', faults: [fault] };
    writeFileSync(join(folder, "faulty.yaml"), scenarioText(kept) ?? "");
    await runCli(["run", "faulty.yaml", "--target", target, "--port", "0"], { cwd: folder });
    const smartlead = await createSmartLead({ target, clock: "virtual" });
    await testBodyOf(testText(kept) ?? "")({ smartlead });
    await smartlead.close();
    expect(sent().map((body) => JSON.parse(body))).toEqual([
      { a: 1, note: value },
      { a: 1, note: value },
    ]);
  });
});

type TestBody = (context: { readonly smartlead: SmartLead }) => Promise<void>;

/** What the file tests, run here: vitest's own part is stood in for. */
function testBodyOf(text: string): TestBody {
  const isImport = /^import .*$/gm;
  expect(text.match(isImport)).toHaveLength(2);
  const { outputText, diagnostics } = ts.transpileModule(text.replace(isImport, ""), {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022 },
  });
  expect(diagnostics).toEqual([]);
  let found: TestBody | null = null;
  const smartleadTest = () => (_title: string, body: TestBody) => {
    found = body;
  };
  const run = new Function("smartleadTest", "expect", outputText);
  run(smartleadTest, () => ({ toBeDelivered: () => {}, toBeIdempotent: () => {} }));
  if (found === null) throw new Error("The file holds no test.");
  return found;
}

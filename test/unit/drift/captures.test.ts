import { describe, expect, it } from "vitest";
import type { Captured } from "../../../src/capture/drift/captures/capture-formats.ts";
import { jsonInText } from "../../../src/capture/drift/captures/json-in-text.ts";
import { openCapture } from "../../../src/capture/drift/captures/open-capture.ts";
import { shellWords } from "../../../src/capture/drift/captures/split-shell-words.ts";
import { aDelivery } from "../journal/a-delivery.ts";
import { lifeOf, linesOfFrames, recorded } from "../recordings/a-recording.ts";
import { sourceOf } from "./samples.ts";

async function read(text: string) {
  const damages: string[] = [];
  const { kind, requests } = await openCapture(sourceOf(text), ({ sentence }) => damages.push(sentence));
  const found: (readonly [string, unknown])[] = [];
  for await (const { place, content } of requests)
    found.push([place, typeof content === "string" ? JSON.parse(content) : content]);
  return { kind, found, damages };
}

const body = { event_type: "EMAIL_REPLY", preview_text: 'it\'s "fine", $5\n— ok' };
const text = JSON.stringify(body);
const quoted = `'${text.replaceAll("'", `'\\''`)}'`;
const ansi = `$'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("—", "\\u2014")}'`;
const inQuotes = `"${text.replace(/[\\"$`]/g, "\\$&")}"`;
const cmd = `^"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\^"')}^"`;

describe("openCapture", () => {
  it.each([
    ["a body", text],
    ["a body, spread over lines", JSON.stringify(body, null, 2)],
    ["a body behind a byte order mark", `\ufeff${text}`],
  ])("reads %s", async (_, captured) => {
    expect(await read(captured)).toEqual({ kind: "body", found: [["captured", body]], damages: [] });
  });

  it("reads a body in UTF-16, as PowerShell writes it", async () => {
    const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
    const chunks = async function* () {
      yield bytes;
    };
    const { requests } = await openCapture({ name: "captured", chunks }, () => {});
    for await (const { content } of requests) expect(content).toEqual(body);
  });

  it("reads several bodies, in a list or one a line", async () => {
    expect((await read(`[${text},{}]`)).found).toEqual([["captured", [body, {}]]]);
    expect((await read(`${text}\n\n{"a":1}\n`)).found).toEqual([
      ["captured:1", body],
      ["captured:3", { a: 1 }],
    ]);
  });

  it("reads what deliveries show --json prints", async () => {
    const data = aDelivery({ request: { url: "http://localhost", headers: {}, body: text } });
    expect(await read(JSON.stringify({ data }))).toMatchObject({ kind: "body", found: [["captured", { data }]] });
  });

  it.each([
    [
      "with single quotes",
      `curl -X POST http://localhost/hook -H 'Content-Type: application/json' --data-raw ${quoted}`,
    ],
    ["with bash's own quotes", `curl 'http://localhost' \\\n  -H 'a: b' \\\n  --data-binary ${ansi} ;`],
    ["with double quotes", `$ curl --json ${inQuotes} http://localhost`],
    ["with the value glued on", `curl http://localhost -d${quoted}`],
    ["with an equals sign", `curl http://localhost --data=${quoted}`],
    ["as Windows writes it", `curl ^"http://localhost/?a=1^&b=2^" ^\r\n  -H ^"a: b^" ^\r\n  --data-raw ${cmd}`],
  ])("reads a curl line %s", async (_, line) => {
    expect(await read(line)).toEqual({ kind: "curl line", found: [["captured", body]], damages: [] });
  });

  it("reads several curl lines, and leaves out those without a body", async () => {
    const lines = `curl http://localhost -d ${quoted}\ncurl http://localhost\ncurl http://localhost -d '{}'\n`;
    expect((await read(lines)).found).toEqual([
      ["captured, curl line 1", body],
      ["captured, curl line 3", {}],
    ]);
  });

  it("reads a HAR", async () => {
    const entry = (postData?: object) => ({
      request: { method: "POST", url: "http://localhost", ...(postData && { postData }) },
    });
    const entries = [entry(), entry({ mimeType: "application/json", text })];
    const { kind, requests } = await openCapture(
      sourceOf(JSON.stringify({ log: { version: "1.2", entries } })),
      () => {},
    );
    const found: Captured[] = [];
    for await (const request of requests) found.push(request);
    expect([kind, found]).toEqual([
      "HAR",
      [
        { place: "captured, entry 1", content: entries[0], isOptional: true },
        { place: "captured, entry 2", content: entries[1], isOptional: false },
      ],
    ]);
  });

  it("reads what webhook.site gives out", async () => {
    const request = {
      uuid: "a",
      token_id: "b",
      method: "POST",
      content: text,
      headers: { "content-type": ["application/json"] },
    };
    const expected = { kind: "webhook.site export", found: [["captured", body]], damages: [] };
    expect(await read(JSON.stringify(request))).toEqual(expected);
    expect(await read(JSON.stringify([request]))).toEqual(expected);
    expect(await read(JSON.stringify({ data: [request], total: 1 }))).toEqual(expected);
    const csv = `uuid,Content,"user agent"\r\na,"${text.replaceAll('"', '""')}",x\r\nb,{},y\r\n`;
    expect(await read(csv)).toEqual({
      kind: "table",
      found: [
        ["captured, row 2", { uuid: "a", Content: text, "user agent": "x" }],
        ["captured, row 3", { uuid: "b", Content: "{}", "user agent": "y" }],
      ],
      damages: [],
    });
  });

  it("reads a recording, up to where it is damaged", async () => {
    const sent = aDelivery({ request: { url: "http://localhost", headers: {}, body: text } });
    const withheld = aDelivery({ id: "dlv_2", state: "withheld" });
    const lines = linesOfFrames(
      recorded(...lifeOf(sent), { type: "delivery.created", delivery: withheld }, ...lifeOf(sent)),
    );
    expect(await read(lines)).toEqual({
      kind: "recording",
      found: [
        ["captured:2", body],
        ["captured:7", body],
      ],
      damages: [],
    });
    const cut = await read(lines.slice(0, -5));
    expect(cut.damages).toEqual(["captured:10: the last line is cut off; everything before it is read."]);
    expect(cut.found).toHaveLength(2);
  });

  it.each([
    ["", "captured cannot be read, it is empty"],
    ["{oops", "captured:1 cannot be read, as JSON: "],
    ['{\n "a": 1,\n}', "captured:3 cannot be read, as JSON: "],
    [
      "curl http://localhost -d @body.json",
      "the curl line reads its body from body.json; give that file to drift instead",
    ],
    ["curl http://localhost -d 'x", "the curl line has a quote that is never closed"],
    ["curl http://localhost", "it contains no curl line with --data"],
    ['{"log":{"entries":[]}}', "it contains no request with a body"],
    ["id,payload\n1,x\n", "captured:1 cannot be read, as JSON"],
  ])("refuses %j", async (captured, sentence) => {
    await expect(read(captured)).rejects.toMatchObject({ code: "usage", message: expect.stringContaining(sentence) });
  });
});

describe("shellWords", () => {
  it("splits as a shell does", () => {
    expect(shellWords(`a 'b c'"d \\" e"\\ f $'\\x41\\n\\101\\u00e4'\ng \\\n h $i`)).toEqual([
      ["a", 'b cd " e f', "A\nAä"],
      ["g", "h", "$i"],
    ]);
    expect(shellWords("a 'b")).toBeNull();
  });
});

describe("jsonInText", () => {
  const found = (text: string) => jsonInText(text).pieces.map((piece) => piece.text);

  it.each([
    ['{"a":1}\n{"b":2}', ['{"a":1}', '{"b":2}']],
    ['{\n "a": [1]\n}\n{\n}', ['{\n "a": [1]\n}', "{\n}"]],
    ['10:00 [info] got {"a":"}"} [404', ['{"a":"}"}']],
    ['{"a":"cut o\n{"b":2}\n{"c', ['{"b":2}']],
    ['{"a":"\\\\"} {"b":"\\""}', ['{"a":"\\\\"}', '{"b":"\\""}']],
    ["INSERT INTO t VALUES (1, '{\"a\":1}');", ['{"a":1}']],
    ['[404] [] [info] {"a":[]}', ['{"a":[]}']],
    ["{oops}", []],
    ["nothing", []],
  ])("of %j", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it("goes on behind lines that are cut off, however many", () => {
    const lines = Array.from({ length: 100 }, () => '{"a":{"b":[1,\n{"c":3}');
    expect(found(lines.join("\n"))).toEqual(lines.map(() => '{"c":3}'));
  });

  it.each(['{"', "[ ", '"{', '{"a":"\\'])("takes no more than a few looks at a text of nothing but %j", (part) => {
    const started = process.cpuUsage();
    expect(found(part.repeat(500_000))).toEqual([]);
    // Some 10 looks at a megabyte; a look from each opening would take hours.
    expect(process.cpuUsage(started).user).toBeLessThan(20_000_000);
  });
});

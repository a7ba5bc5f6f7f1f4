import Ajv2020 from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { cleanReport } from "../../../src/reports/clean-report.ts";
import { reportJsonSchema } from "../../../src/reports/report-schema.ts";
import { maskedReport } from "../../masked-report.ts";
import { aFailure, aNastyReport, anItem, aReport } from "./a-report.ts";
import { written } from "./written.ts";

const isReport = new Ajv2020({ strict: false, validateFormats: false }).compile(reportJsonSchema());

describe("the json report", () => {
  it.each([
    ["of every grade", aReport()],
    ["of nothing", aReport({ groups: [] })],
    ["of nasty texts", aNastyReport()],
    ["of verify with a target", aReport({ command: "verify", target: "http://localhost:3000/hook" })],
  ])("fulfils the published schema: a report %s", async (_, report) => {
    const parsed: unknown = JSON.parse(await written("json", report));
    expect(isReport(parsed), JSON.stringify(isReport.errors)).toBe(true);
  });

  it("is refused by the schema when a part is missing or wrong", () => {
    const { totals: _, ...rest } = aReport();
    expect(isReport(rest)).toBe(false);
    expect(isReport({ ...aReport(), groups: [{ id: "g", title: "g", items: [{ ...anItem(), grade: "good" }] }] })).toBe(
      false,
    );
    expect(isReport({ ...aReport(), format: 2 })).toBe(false);
  });

  it("is the report itself, two spaces in, with a newline at its end", async () => {
    const text = await written("json", aReport());
    const parsed = JSON.parse(text);
    expect(parsed).toEqual(cleanReport(aReport()));
    expect(text).toBe(`${JSON.stringify(parsed, null, 2)}\n`);
    expect(Object.keys(parsed).slice(0, 5)).toEqual(["format", "command", "version", "seed", "run"]);
  });

  it("has the same bytes whatever the order of the keys was", async () => {
    const report = aReport();
    const reversed = JSON.parse(JSON.stringify(report), (_, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    expect(Object.keys(reversed)[0]).toBe("exit_code");
    expect(await written("json", reversed)).toBe(await written("json", report));
  });

  it("holds no secret and no control character, wherever the text came from", async () => {
    const item = aFailure({
      reason: "POST http://me:pw@localhost/hook?token=abc\u001b[2J failed",
      reproduce: "smartlead-mock run x --secret s3cret --secret-key=11-22 --api-key 'k e y' --seed 7",
    });
    const report = aReport({
      target: "http://u:pw@localhost/?api_key=abc",
      groups: [{ id: "g", title: "g", items: [item] }],
    });
    const parsed = JSON.parse(await written("json", report));
    expect(parsed.target).toBe("http://***@localhost/?api_key=***");
    expect(parsed.groups[0].items[0].reason).toBe("POST http://***@localhost/hook?token=*** failed");
    expect(parsed.groups[0].items[0].reproduce).toBe(
      'smartlead-mock run x --secret "$WEBHOOK_SECRET" --secret-key="$WEBHOOK_SECRET_KEY" --api-key "$WEBHOOK_API_KEY" --seed 7',
    );
  });
});

describe("a masked report", () => {
  it("is the same for two runs that differ in durations, ports and version only", () => {
    const at = (port: number, ms: number, version: string) =>
      aReport({
        version,
        duration_ms: ms,
        target: `http://127.0.0.1:${port}/hook`,
        groups: [
          {
            id: "g",
            title: "g",
            items: [anItem({ duration_ms: ms, evidence: [`ECONNREFUSED 127.0.0.1:${port}`, "at 09:00:00"] })],
          },
        ],
      });
    expect(maskedReport(at(40_001, 3.5, "1.0.0"))).toEqual(maskedReport(at(51_234, 999, "2.0.0")));
    expect(maskedReport(at(40_001, 3.5, "1.0.0")).target).toBe("http://127.0.0.1:PORT/hook");
    expect(maskedReport(at(1, 1, "1")).groups[0]?.items[0]?.mock_ms).toBe(60_000);
    expect(maskedReport(at(1, 1, "1")).groups[0]?.items[0]?.evidence[1]).toBe("at 09:00:00");
  });
});

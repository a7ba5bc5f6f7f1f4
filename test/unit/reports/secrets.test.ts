import { describe, expect, it } from "vitest";
import { commandLineText } from "../../../src/cli/command-line.ts";
import { REPORTER_NAMES } from "../../../src/reports/report.ts";
import { aNastyReport } from "./a-report.ts";
import { drive, Places } from "./written.ts";

const SECRET = 'a"very\\secret/one+';

describe("a secret that is known", () => {
  it.each(REPORTER_NAMES)("stands nowhere in the report %s, whatever text holds it", async (name) => {
    const places = new Places(100);
    places.secrets = [SECRET];
    const report = {
      ...aNastyReport(`http://h/${encodeURIComponent(SECRET)}/x?a=1 ${SECRET}!`),
      target: `http://h/${SECRET}`,
    };
    const { out } = await drive(report, [name], places);
    expect(out).toContain("***");
    expect(out).not.toContain("very\\secret");
    expect(out).not.toContain("very%5Csecret");
    expect(out).not.toContain("very\\\\secret");
  });
});

describe("the command line in a report", () => {
  it("holds no secret, and can be typed", () => {
    const argv = [
      "verify",
      "--target",
      "http://me:pw@localhost:3000/hook?token=abc",
      "--secret",
      "s3cret",
      "--secret-key=0d3c",
      "--api-key",
      "k",
      "--header",
      "Authorization: Bearer x",
      "--only",
      "SL-4",
      "--",
      "env",
      "CRM_TOKEN=t0k",
      "node",
      "my server.js",
    ];
    expect(commandLineText(argv)).toBe(
      "smartlead-mock verify --target 'http://***@localhost:3000/hook?token=***' --secret '***' '--secret-key=***' --api-key '***' --header '***' --only SL-4 -- env 'CRM_TOKEN=***' node 'my server.js'",
    );
  });
});

import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { curlLine } from "../../../src/base/curl-line.ts";
import { commandLineText } from "../../../src/cli/reports/session-reports.ts";
import { REPORTER_NAMES } from "../../../src/reports/report.ts";
import { typedLine } from "../../../src/reports/typed-line.ts";
import { aFailure, aFinding, aNastyReport, aReport } from "./a-report.ts";
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

describe("the secret values of headers", () => {
  const headers = {
    Authorization: "Bearer hush-hush-one",
    "X-Api-Key": "hushhushtwo",
    Cookie: "sid=hushhushthree",
    "X-Tenant": "acme",
  };

  it.each(REPORTER_NAMES)("stand nowhere in the report %s", async (name) => {
    const flags = Object.entries(headers).map(([key, value]) => `--header '${key}: ${value}'`);
    const item = aFailure({
      findings: [
        aFinding({
          expected: JSON.stringify(headers),
          actual: Object.entries(headers)
            .map((pair) => pair.join(": "))
            .join("\n"),
        }),
      ],
      reproduce: `smartlead-mock verify --target http://h/hook ${flags.join(" ")} --only SL-4`,
      curl: curlLine({ url: "http://h/hook", headers, body: "{}" }).line,
    });
    const { out } = await drive(aReport({ groups: [{ id: "g", title: "g", items: [item] }] }), [name]);
    expect(out).toContain("SL-4");
    expect(out).not.toMatch(/hush/i);
  });
});

describe("the line that does it again", () => {
  const sh = (line: string, WEBHOOK: Readonly<Record<string, string>>) => {
    const script = `set -- ${line}\nfor word; do printf '%s\\n' "$word"; done`;
    return execFileSync("sh", ["-c", script], { encoding: "utf8", env: WEBHOOK }).trimEnd().split("\n");
  };

  it.each([
    [
      "--secret 'it'\\''s' --target 'http://me:pw@h/hook?token=abc&n=1' --header 'X-Tenant: a b' -- env CRM_TOKEN=t0k curl --header 'Accept: x'",
      { SECRET: "it's", USERINFO: "me:pw", TOKEN: "abc", X_TENANT: "a b", CRM_TOKEN: "t0k" },
    ],
    [
      '--secret-key=11-22 --header "Authorization: Bearer x" --target "http://h/?token=abc"',
      { SECRET_KEY: "11-22", AUTHORIZATION: "Bearer x", TOKEN: "abc" },
    ],
  ])("reads secrets from variables, and is for a shell what it was: %s", (line, secrets) => {
    const typed = typedLine(line);
    for (const secret of Object.values(secrets)) expect(typed).not.toContain(secret);
    const variables = Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`WEBHOOK_${name}`, value]));
    expect(sh(typed, variables)).toEqual(sh(line, {}));
    expect(typedLine(typed)).toBe(typed);
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

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmptyProject, type EmptyProject } from "./empty-project.ts";
import { copied } from "./readme.ts";

/** Packing and installing, in real ms. */
const INSTALLING_MS = 120_000;

let project: EmptyProject;

beforeAll(() => {
  project = createEmptyProject();
}, INSTALLING_MS);
afterAll(() => project.remove());

const COMMON = {
  target: "es2022",
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  noEmit: true,
  // The declarations of the package are checked too.
  skipLibCheck: false,
};

interface Setting {
  readonly how: string;
  readonly compilerOptions: object;
  readonly files: Readonly<Record<string, string>>;
}

/** Every door that needs no browser's types, so that each declaration is read, and mistakes that must not pass. */
const DOORS = `
import { createSmartLead, isPayload, type Payload, samplePayload, type SmartLead, type SmartLeadOptions } from "smartlead-mock";
import schema from "smartlead-mock/schemas/guide/EMAIL_REPLY.json" with { type: "json" };
import { smartleadMatchers, test } from "smartlead-mock/vitest";
import { expect } from "vitest";

const options: SmartLeadOptions = { target: (request) => new Response(request.method), clock: "virtual" };
export const smartlead: SmartLead = await createSmartLead(options);
const reply: Payload<"EMAIL_REPLY", "live"> = samplePayload("EMAIL_REPLY", { dialect: "live" });
test("the fixture has its type", ({ smartlead: own }) => own.settle().then(() => {}));
export const all = [reply, schema.title, smartleadMatchers];

// @ts-expect-error no such event
await smartlead.emit("EMAIL_REPLIES");
// @ts-expect-error no such option
await createSmartLead({ clok: "virtual" });
// @ts-expect-error attempts are counted
expect(smartlead).toHaveAttempts("2");
const body: unknown = null;
// @ts-expect-error no such key
if (isPayload(body, "EMAIL_REPLY", "guide")) body.preview_txt;
`;

/** msw's own declarations need a browser's types. */
const MSW_DOOR = `
import { SMARTLEAD_API_BASE, smartleadHandlers } from "smartlead-mock/msw";
import { setupServer } from "msw/node";
import { smartlead } from "./doors.ts";

setupServer(...smartleadHandlers(smartlead, { baseUrl: SMARTLEAD_API_BASE })).listen();
// @ts-expect-error not an account
smartleadHandlers({});
`;

const EXAMPLES = { ...copied(["receiver.ts", "replies.test.ts"]), "doors.ts": DOORS };

/** The two ways in which users' projects find modules. */
const SETTINGS: readonly Setting[] = [
  {
    how: "as Node does, without a browser's types",
    compilerOptions: { module: "nodenext", lib: ["es2023"], types: ["node"] },
    files: EXAMPLES,
  },
  {
    how: "as a bundler does, with a browser's types",
    compilerOptions: { module: "esnext", moduleResolution: "bundler", lib: ["es2023", "dom"], types: ["node"] },
    files: { ...EXAMPLES, "msw-door.ts": MSW_DOOR },
  },
];

describe.each(SETTINGS)("TypeScript that finds modules $how", ({ compilerOptions, files }) => {
  it("knows the types of the pages' examples and of every door", async () => {
    const config = JSON.stringify({ compilerOptions: { ...COMMON, ...compilerOptions } });
    const { code, output } = await project.folder({ ...files, "tsconfig.json": config }).run("npx tsc");
    expect(output).toBe("");
    expect(code).toBe(0);
  });
});

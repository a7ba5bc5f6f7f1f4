import { builtinModules } from "node:module";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createEmptyProject, type EmptyProject } from "./empty-project.ts";

/** Packing, installing and bundling, in real ms. */
const BUNDLING_MS = 120_000;

/** What the page of a user has in it. */
const PAGE = `
import { setupWorker } from "msw/browser";
import { createSmartLead } from "smartlead-mock";
import { smartleadHandlers } from "smartlead-mock/msw";

const smartlead = await createSmartLead({ clock: "virtual" });
await setupWorker(...smartleadHandlers(smartlead)).start();
`;

let project: EmptyProject;

beforeAll(() => {
  project = createEmptyProject();
}, BUNDLING_MS);
afterAll(() => project.remove());

it(
  "A bundler for browsers takes the build for browsers, in which nothing is of Node",
  async () => {
    const { path } = project.folder({ "page.js": PAGE });
    const build = await rolldown({
      input: join(path, "page.js"),
      platform: "browser",
      external: (id) => builtinModules.includes(id.replace(/^node:/, "")),
      onLog: () => {},
    });
    const { output } = await build.generate({ format: "esm" });
    const chunks = output.filter((one) => one.type === "chunk");
    const own = new Set(chunks.map(({ fileName }) => fileName));
    const outside = chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]);
    expect(outside.filter((name) => !own.has(name))).toEqual([]);

    const ours = chunks.flatMap(({ moduleIds }) => moduleIds).filter((id) => id.includes("/smartlead-mock/dist/"));
    // One of each, so that both doors know the same account.
    expect(new Set(ours).size).toBe(ours.length);
    expect(ours.filter((id) => !id.includes("/smartlead-mock/dist/browser/"))).toEqual([]);
    expect(ours.map((id) => id.split("/browser/")[1])).toEqual(expect.arrayContaining(["index.js", "msw.js"]));
  },
  BUNDLING_MS,
);

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partOf } from "../doc-pages.ts";
import { createEmptyProject, type EmptyProject } from "./empty-project.ts";

/** Packing and installing, in real ms. */
const INSTALLING_MS = 120_000;

let project: EmptyProject;

beforeAll(() => {
  project = createEmptyProject();
}, INSTALLING_MS);
afterAll(() => project.remove());

/** The lines of the one shell block of a part, with the installed command. */
function linesOf(part: string): string {
  const [, lines = ""] = /^```sh\n([\s\S]*?)^```$/m.exec(`${partOf(part)}\n`) ?? [];
  expect(lines).not.toBe("");
  return `PATH="$PWD/node_modules/.bin:$PATH"; set -e; ${lines}`;
}

describe("the pages' lines around a mock", () => {
  it("sign a body and check it", async () => {
    const { code, output } = await project.folder({}).run(linesOf("signing"));
    expect([code, output]).toEqual([0, "The signature is valid.\n"]);
  });

  it("scrape the metrics of a running mock", async () => {
    const folder = project.folder({});
    const mock = await folder.startMock("--target", "none", "--ephemeral");
    const { code, output } = await folder.run(linesOf("scraping").replace("http://127.0.0.1:7627", mock.url));
    expect(await mock.stop()).toBe(0);
    expect(output).toContain("smartlead_mock_events_total 0");
    expect(code).toBe(0);
  });

  it("run a command for each delivery", async () => {
    const [, command = ""] = /--exec '([^']+)'/.exec(linesOf("exec")) ?? [];
    const receiver = createServer((_request, response) => response.end("ok")).listen(0, "127.0.0.1");
    await once(receiver, "listening");
    const target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    const folder = project.folder({});
    const mock = await folder.startMock("--target", target, "--ephemeral", "--exec", command);
    const triggered = await folder.run(`npx smartlead-mock trigger EMAIL_REPLY --wait --connect ${mock.url}`);
    expect([triggered.code, await mock.stop()]).toEqual([0, 0]);
    receiver.close();
    expect(readFileSync(join(folder.path, "settled.log"), "utf8")).toBe("delivered EMAIL_REPLY\n");
  });
});

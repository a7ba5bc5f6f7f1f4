import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { receiverOffer } from "../../src/cli/start/receiver-offer.ts";
import { CliRun, emptyDirectory, freePort, runCli, startReceiver } from "./run-cli.ts";

/** A Node project whose server has this port in its sources. */
function projectAt(port: number): string {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, "package.json"), '{"scripts":{"start":"node server.js"}}');
  writeFileSync(join(cwd, "server.js"), `app.post("/hooks/smartlead", take).listen(process.env.PORT ?? ${port})`);
  return cwd;
}

it("says how to send to a receiver of this folder that listens, and sends it nothing", async () => {
  const receiver = await startReceiver();
  const { port } = new URL(receiver.url);
  const run = new CliRun(["start", "--port", "0", "--ephemeral", "--ui", "plain"], { cwd: projectAt(Number(port)) });
  await run.until(({ stdout }) => stdout.includes("A server listens on"));
  await run.stop();
  expect(run.stdout).toContain(
    `A server listens on 127.0.0.1:${port}. To send to it: smartlead-mock start --target http://127.0.0.1:${port}/hooks/smartlead (path from server.js)\n`,
  );
  expect(receiver.requests).toEqual([]);
  await receiver.close();
});

it("is what doctor names where no receiver is", async () => {
  const receiver = await startReceiver();
  const port = Number(new URL(receiver.url).port);
  const { stdout } = await runCli(["doctor", "--port", "0"], { cwd: projectAt(port) });
  expect(stdout).toContain(`Name it: \`smartlead-mock doctor --target http://127.0.0.1:${port}/hooks/smartlead\`.`);
  expect(receiver.requests).toEqual([]);
  await receiver.close();
});

it("finds one that listens on ::1 alone", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "::1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  expect(await receiverOffer(projectAt(port), [])).toContain(`start --target http://[::1]:${port}/hooks/smartlead`);
  server.close();
});

it("says nothing where nothing listens, where there is no project, and of the mock's own port", async () => {
  const receiver = await startReceiver();
  const port = Number(new URL(receiver.url).port);
  expect(await receiverOffer(projectAt(await freePort()), [])).toBeNull();
  expect(await receiverOffer(emptyDirectory(), [])).toBeNull();
  expect(await receiverOffer(projectAt(port), [port])).toBeNull();
  await receiver.close();
});

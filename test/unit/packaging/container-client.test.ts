import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { smartleadAt, smartleadContainer } from "../../../fixtures/clients/node/smartlead-container.mjs";
import { createSmartLead, type SmartLead } from "../../../src/index.ts";

let smartlead: SmartLead;
let url: string;
beforeAll(async () => {
  smartlead = await createSmartLead({ target: () => new Response("ok"), clock: "virtual" });
  ({ url } = await smartlead.listen());
}, 60_000);
afterAll(() => smartlead.close());

/** What the module asks of Testcontainers, written down; no engine is needed. */
function fakeContainers(host: string, port: number) {
  const asked: Record<string, unknown> = {};
  class GenericContainer {
    constructor(image: string) {
      asked.image = image;
    }
    #note(name: string, value: unknown): this {
      asked[name] = value;
      return this;
    }
    withCommand = (words: readonly string[]) => this.#note("command", words);
    withEnvironment = (environment: Record<string, string>) => this.#note("environment", environment);
    withExposedPorts = (exposed: number) => this.#note("port", exposed);
    withWaitStrategy = (strategy: unknown) => this.#note("waits", strategy);
    start = async () => ({
      getHost: () => host,
      getMappedPort: () => port,
      stop: async () => this.#note("stopped", true),
    });
  }
  return { asked, GenericContainer, Wait: { forHttp: (path: string, on: number) => `${path} on ${on}` } };
}

it("A container is started guarded, waited for by its page, and driven like any mock", async () => {
  const { hostname, port } = new URL(url);
  const { asked, ...containers } = fakeContainers(hostname, Number(port));
  const mock = await smartleadContainer(containers, { target: "http://host.testcontainers.internal:3000/hook" });
  expect(asked).toMatchObject({
    image: "smartlead-mock",
    command: ["start", "--ephemeral", "--target", "http://host.testcontainers.internal:3000/hook"],
    port: 7627,
    waits: "/ on 7627",
    environment: { SMARTLEAD_MOCK_TOKEN: mock.token, SMARTLEAD_MOCK_API_KEY: mock.apiKey },
  });
  expect(await mock.wait(await mock.trigger("EMAIL_REPLY"))).toMatchObject({ state: "delivered" });
  await mock.stop();
  expect(asked.stopped).toBe(true);
});

it("What the mock refuses is an error in its own words, and the token goes along", async () => {
  await expect(smartleadAt(url).trigger("EMAIL_REPLI")).rejects.toThrow("EMAIL_REPLY");
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.setHeader("content-type", "application/json").end('{"events":[{"deliveries":[]}]}');
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(smartleadAt(at, { token: "t" }).trigger("EMAIL_OPEN")).rejects.toThrow("sent to nobody");
  expect(seen).toEqual(["Bearer t"]);
  server.close();
});

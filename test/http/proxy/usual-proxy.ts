import { builtInShapes } from "../../../src/capture/drift/shapes.ts";
import type { ProxyOptions } from "../../../src/capture/proxy/start-proxy.ts";

/** How a proxy of the tests listens and sends, where a test says nothing else. */
export const USUAL_PROXY: Omit<ProxyOptions, "mock" | "target"> = {
  host: "127.0.0.1",
  port: 0,
  secret: null,
  timeoutMs: 30_000,
  dialects: builtInShapes(),
  allowTargets: [],
  insecureTls: false,
};

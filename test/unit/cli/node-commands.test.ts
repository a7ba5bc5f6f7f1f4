import { describe, expect, it } from "vitest";
import { isNodeCommand } from "../../../src/harness/session/receiver-clock.ts";

describe("a command runs Node", () => {
  it.each([
    ["node server.js"],
    ["/usr/local/bin/node server.js"],
    ["C:\\nodejs\\node.exe server.js"],
    ["npm start"],
    ["npx next start"],
    ["tsx server.ts"],
    ["pnpm dev"],
    ["yarn start"],
    ["env DEBUG=1 node server.js"],
    ["env -i node server.js"],
  ])("when it is %s", (line) => {
    expect(isNodeCommand(line.split(" "))).toBe(true);
  });

  it("when a shell is told to run it", () => {
    expect(isNodeCommand(["sh", "-c", "npm run migrate && exec node server.js"])).toBe(true);
    expect(isNodeCommand(["bash", "-lc", "PORT=$PORT node ."])).toBe(true);
    expect(isNodeCommand(["sh", "-c", 'exec "/opt/node/bin/node" server.js'])).toBe(true);
  });

  it.each([
    ["bun server.ts"],
    ["deno run server.ts"],
    ["python app.py"],
    ["./node-like"],
    ["sh run.sh"],
    ["sh -c uvicorn"],
  ])("and not when it is %s", (line) => {
    expect(isNodeCommand(line.split(" "))).toBe(false);
  });
});

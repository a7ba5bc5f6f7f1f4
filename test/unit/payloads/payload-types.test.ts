import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { payloadTypeFiles } from "./payload-types-text.ts";

const FOLDER = resolve(import.meta.dirname, "../../../src/smartlead/payloads");

describe("the published types of payloads", () => {
  it.each([...payloadTypeFiles()])("are in %s what the schemas say", (name, text) => {
    const file = resolve(FOLDER, name);
    if (process.env.UPDATE_TYPES !== undefined) writeFileSync(file, text);
    expect(existsSync(file) ? readFileSync(file, "utf8") : "").toBe(text);
  });
});

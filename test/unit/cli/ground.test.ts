import { describe, expect, it } from "vitest";
import { didYouMean } from "../../../src/base/did-you-mean.ts";
import { maskSecrets } from "../../../src/base/mask-secrets.ts";
import { printable } from "../../../src/base/printable.ts";
import { EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";

describe("printable", () => {
  it.each([
    ["colours", "\u001b[31mred\u001b[0m", "red"],
    ["clearing the screen and moving the cursor", "a\u001b[2J\u001b[1;1Hb", "ab"],
    ["a title", "\u001b]0;owned\u0007text", "text"],
    ["a link ended by ST", "\u001b]8;;http://evil.test\u001b\\here\u001b]8;;\u001b\\", "here"],
    ["a device string", "\u001bPq#0\u001b\\ok", "ok"],
    ["an 8-bit CSI", "\u009b31mred", "red"],
    ["a full reset", "\u001bcgone", "gone"],
    ["an escape without an end", "x\u001b", "x"],
    ["an OSC without an end", "a\u001b]0;title", "a0;title"],
    ["bell, backspace and NUL", "a\u0007\u0008\u0000b", "ab"],
    ["bidi overrides", "user\u202egnp.exe\u2066x\u2069", "usergnp.exex"],
    ["line breaks and tabs", "a\r\nb\tc\u2028d", "a b c d"],
    ["half a surrogate pair", "a\ud83d!", "a\ufffd!"],
  ])("takes away %s", (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it("leaves text of any script and emoji alone", () => {
    const text = "Grüße, 你好, مرحبا, 👩‍💻 done";
    expect(printable(text)).toBe(text);
  });

  it("stays fast on an endless unfinished sequence", () => {
    const flood = "\u001b]".repeat(20_000);
    expect(printable(flood)).not.toContain("\u001b");
  });
});

describe("maskSecrets", () => {
  it.each([
    ["http://u:p@localhost:3000/hook", "http://***@localhost:3000/hook"],
    ["http://localhost/hook?token=abc", "http://localhost/hook?token=***"],
    ["http://localhost/?api_key=1&page=2&SECRET=x#frag", "http://localhost/?api_key=***&page=2&SECRET=***#frag"],
    ["http://localhost/?apiKey=1&x-auth-token=2", "http://localhost/?apiKey=***&x-auth-token=***"],
    ["http://localhost/?%74oken=abc", "http://localhost/?%74oken=***"],
    ["http://localhost/?password=a%26b", "http://localhost/?password=***"],
    ["connect to http://a:b@h/?key=1 failed", "connect to http://***@h/?key=*** failed"],
  ])("masks %s", (url, masked) => {
    expect(maskSecrets(url)).toBe(masked);
  });

  it.each(["http://localhost:3000/webhooks/smartlead", "http://h/?monkey=1&tokens=2", "http://h/@user?token="])(
    "leaves %s alone",
    (url) => {
      expect(maskSecrets(url)).toBe(url);
    },
  );
});

describe("didYouMean", () => {
  it.each([
    ["EMAIL_REPLAY", "EMAIL_REPLY"],
    ["email_repyl", "EMAIL_REPLY"],
    ["EMAIL_REPLIED", "EMAIL_REPLY"],
    ["UNSUBSCRIBED", "LEAD_UNSUBSCRIBED"],
    ["BOUNCE", "EMAIL_BOUNCE"],
    ["EMAIL_OPENED", "EMAIL_OPEN"],
  ])("takes %s for %s", (word, meant) => {
    expect(didYouMean(word, EVENT_TYPES)).toBe(meant);
  });

  it.each(["banana", "", "x"])("has no idea what %j should be", (word) => {
    expect(didYouMean(word, EVENT_TYPES)).toBeNull();
  });

  it("does not guess when a part fits several", () => {
    expect(didYouMean("EMAIL", EVENT_TYPES)).toBeNull();
  });
});

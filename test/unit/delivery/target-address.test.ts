import { describe, expect, it } from "vitest";
import { checkAddress, hostOf } from "../../../src/delivery/address-rules.ts";
import { checkTargetUrl } from "../../../src/delivery/target-address.ts";

describe("checkAddress", () => {
  it.each([
    "127.0.0.1",
    "127.8.9.10",
    "::1",
    "0.0.0.0",
    "::",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "100.127.255.255",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:192.168.0.9",
  ])("lets %s through: this machine or its own network", (address) => {
    expect(checkAddress(address, "receiver", [])).toEqual({ ok: true });
  });

  it.each([
    "8.8.8.8",
    "172.32.0.1",
    "100.128.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
    "::7f00:1",
  ])("refuses %s unless the user named the host or the address", (address) => {
    const verdict = checkAddress(address, "hooks.example.com", []);
    expect(verdict).toMatchObject({ ok: false });
    expect(verdict.ok ? "" : verdict.reason).toBe(
      `hooks.example.com (${address}) is a public address; allow it with --allow-target hooks.example.com if fake events may really be sent there.`,
    );
    expect(checkAddress(address, "hooks.example.com", ["other.test", "HOOKS.example.com"])).toEqual({ ok: true });
    expect(checkAddress(address, "hooks.example.com", [address])).toEqual({ ok: true });
  });

  it.each([
    "169.254.169.254",
    "169.254.0.1",
    "fe80::1",
    "fe80::1%eth0",
    "::ffff:169.254.169.254",
    "fd00:ec2::254",
    "fd00:0ec2:0:0::0254",
    "fd20:ce::254",
    "fd00:c1::a9fe:a9fe",
    "100.100.100.200",
    "::ffff:100.100.100.200",
    "64:ff9b::a9fe:a9fe",
    "::ffff:0:a9fe:a9fe",
    "2002:a9fe:a9fe::1",
  ])("always refuses %s: link-local, even when it is named", (address) => {
    expect(checkAddress(address, "metadata", ["metadata", address])).toEqual({
      ok: false,
      reason: `${address} is link-local; deliveries never go there.`,
    });
  });
});

describe("checkTargetUrl", () => {
  it.each([
    "http://127.0.0.1:3000/hook",
    "https://[::1]/",
    "http://192.168.0.2",
    "http://localhost:1/",
    "http://2130706433/",
    "http://0x7f.1/",
  ])("accepts %s", async (url) => {
    expect(await checkTargetUrl(url, [])).toEqual({ ok: true, warning: null });
  });

  it.each(["localhost:3000", "127.0.0.1/hook", "ftp://localhost/", "", "http://", "file:///etc/passwd"])(
    "refuses %j and says how to write it",
    async (url) => {
      expect(await checkTargetUrl(url, [])).toEqual({
        ok: false,
        reason: `${url} is not an http or https URL; write it like http://localhost:3000/webhooks.`,
      });
    },
  );

  it.each(["http://8.8.8.8/", "http://[2606:4700::1111]/", "http://[::ffff:8.8.8.8]/", "http://134744072/"])(
    "refuses the public address of %s and names the flag",
    async (url) => {
      const verdict = await checkTargetUrl(url, []);
      expect(verdict).toMatchObject({ ok: false, reason: expect.stringContaining("--allow-target") });
    },
  );

  it("accepts a public address that was named, never a link-local one", async () => {
    expect(await checkTargetUrl("http://8.8.8.8/", ["8.8.8.8"])).toMatchObject({ ok: true });
    expect(await checkTargetUrl("http://169.254.169.254/", ["169.254.169.254"])).toMatchObject({ ok: false });
  });

  // Where no name server answers, finding that out takes the resolver some seconds.
  it("lets a name that does not resolve start, with a warning", { timeout: 60_000 }, async () => {
    expect(await checkTargetUrl("http://receiver.invalid/", [])).toEqual({
      ok: true,
      warning: "receiver.invalid does not resolve now; each delivery tries again.",
    });
  });
});

describe("hostOf", () => {
  it("takes the brackets off an IPv6 literal", () => {
    expect(hostOf(new URL("http://[::1]:80/"))).toBe("::1");
    expect(hostOf(new URL("http://LOCALHOST/"))).toBe("localhost");
  });
});

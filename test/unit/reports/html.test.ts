import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { html } from "../../../src/reports/html-text.ts";
import type { Report } from "../../../src/reports/report.ts";
import { runs } from "../../depth.ts";
import { aNastyReport, anItem, aReport, NASTY } from "./a-report.ts";
import { written } from "./written.ts";

/** Elements that have no end tag. */
const VOID = new Set(["meta", "!doctype"]);
const TAG = /<(\/?)([!a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*>/g;

/** Every tag of the page in order; throws where one is left open, or something is no tag at all. */
function tagsOf(page: string): readonly { readonly name: string; readonly attributes: string }[] {
  const body = page.replace(/<style>[\s\S]*?<\/style>/, "<style></style>");
  expect(body.replaceAll(TAG, "")).not.toMatch(/[<>]/);
  const open: string[] = [];
  const tags: { readonly name: string; readonly attributes: string }[] = [];
  for (const [, slash, name = "", attributes = ""] of body.matchAll(TAG)) {
    if (slash === "/") expect(open.pop()).toBe(name);
    else tags.push({ name, attributes });
    if (slash !== "/" && !VOID.has(name)) open.push(name);
  }
  expect(open).toEqual([]);
  return tags;
}

function textOf(page: string): string {
  const text = page
    .replace(/<style>[\s\S]*?<\/style>/, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
  return text.replaceAll(/\s+/g, " ");
}

const page = (report: Report = aReport()) => written("html", report);

describe("the html report", () => {
  it("shows scenarios that stand alone in their files as one list, with no heading that repeats each of them", async () => {
    const scenario = (name: string) => ({
      id: `${name}.yaml`,
      title: name,
      items: [anItem({ id: name, title: name })],
    });
    const text = await page(aReport({ groups: ["one", "two", "three"].map(scenario) }));
    expect(text.match(/<h2 id=/g)).toHaveLength(1);
    expect(text).toContain(">Scenarios</h2>");
    for (const name of ["one", "two", "three"]) expect(text).toContain(`id="item-${name}"`);
  });

  it("is one page without a script or anything from elsewhere", async () => {
    const text = await page();
    const tags = tagsOf(text);
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(tags.map(({ name }) => name)).not.toContain("script");
    expect(tags.filter(({ attributes }) => /\s(src|on[a-z]+|action)=/.test(attributes))).toEqual([]);
    // A link to be followed is no part of the page.
    const loading = tags.filter(({ name }) => name !== "a");
    expect(loading.filter(({ attributes }) => /href="(?!#)/.test(attributes))).toEqual([]);
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(text.match(/url\(|@import/g)).toBeNull();
  });

  it("tells all of it: totals, findings, life of the delivery, evidence, hint, and the lines to type", async () => {
    const items = [
      anItem({
        id: "SL-4.1",
        grade: "fail",
        reason: "Worked on twice.",
        curl: "curl -i http://127.0.0.1:3000/hook",
        reproduce: "smartlead-mock verify --only SL-4.1",
      }),
    ];
    const text = textOf(
      await page(
        aReport({
          command: "verify",
          target: "http://127.0.0.1:3000/hook",
          groups: [{ id: "SL-4", title: "Idempotency", items }],
        }),
      ),
    );
    for (const part of [
      "FAILED",
      "1 check: 1 fail",
      "http://127.0.0.1:3000/hook",
      "SL-4 Idempotency",
      "Worked on twice.",
      "smartlead-mock verify --only SL-4.1",
      "curl -i http://127.0.0.1:3000/hook",
      "Policy guide",
    ]) {
      expect(text).toContain(part);
    }
    const failure = textOf(await page());
    for (const part of [
      "attempt 1 of 3 starts, affected by lost-response",
      "2026-01-05 09:01:00.000",
      "The receiver reported 2 effects crm.",
      "How to fix it. Remember the X-Request-Id",
      'Expected { "ok": true }',
    ]) {
      expect(failure).toContain(part);
    }
  });

  it("leads from its overview to every item, and to nothing that is not there", async () => {
    const tags = tagsOf(await page());
    const ids = tags.flatMap(({ attributes }) => / id="([^"]*)"/.exec(attributes)?.[1] ?? []);
    const links = tags.flatMap(({ attributes }) => / href="#([^"]*)"/.exec(attributes)?.[1] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(links.filter((link) => !ids.includes(link))).toEqual([]);
    expect(ids.filter((id) => !links.includes(id))).toEqual([]);
  });

  it("opens what failed, and nothing else", async () => {
    const details = tagsOf(await page()).filter(({ name }) => name === "details");
    expect(details.map(({ attributes }) => [/class="(\w+)"/.exec(attributes)?.[1], / open$/.test(attributes)])).toEqual(
      [
        ["ok", false],
        ["fail", true],
        ["warn", false],
        ["inconclusive", false],
        ["skip", false],
      ],
    );
  });

  it("shows whatever a receiver says as text", async () => {
    const nasty = await page(aNastyReport());
    tagsOf(nasty);
    expect(textOf(nasty)).toContain('<script>alert("x")</script> & 👩‍👩‍👧');
    expect(nasty).not.toContain("\u001b");
    expect(NASTY).toContain("\u001b");
  });

  it("is well formed, whatever stands in it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 60 }), async (text) => {
        tagsOf(await page(aNastyReport(text)));
      }),
      { numRuns: runs(100) },
    );
  });
});

describe("a piece of html", () => {
  it("escapes what is filled in, and leaves html as it is", () => {
    const inner = html`<b title="${'"a" & <b>'}">${"it's"}</b>`;
    expect(inner.text).toBe('<b title="&quot;a&quot; &amp; &lt;b&gt;">it&#39;s</b>');
    expect(html`<p>${[inner, inner]}${3}</p>`.text).toBe(`<p>${inner.text}\n${inner.text}3</p>`);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparedBody } from "../../../src/capture/drift/nearest.ts";
import { builtInShapes } from "../../../src/capture/drift/shapes.ts";
import { anonymousJson } from "../../../src/capture/recordings/anonymizing/anonymous-json.ts";
import { anonymousText } from "../../../src/capture/recordings/anonymizing/anonymous-text.ts";
import { Substitutes } from "../../../src/capture/recordings/anonymizing/substitutes.ts";
import { runs } from "../../depth.ts";
import { SAMPLES, sample } from "../drift/samples.ts";

const substitutes = new Substitutes(Buffer.alloc(32, 7));
const text = (written: string) => anonymousText(written, substitutes);
const json = (written: string) => anonymousJson(written, substitutes);
const word = (written: string) => substitutes.word(written);

const [ada, lovelace, engines] = [word("ada"), word("lovelace"), word("engines")];
const com = substitutes.topLevelDomain("com");
const Ada = word("Ada");

describe("anonymousText", () => {
  it("has one substitute for a name, wherever and however it is written", () => {
    expect(text("Ada Lovelace, ADA's")).toBe(`${Ada} ${word("Lovelace")}, ${ada.toUpperCase()}'${word("s")}`);
    expect(text("ada.lovelace+x1@engines.com")).toBe(`${ada}.${lovelace}+${word("x1")}@${engines}.${com}`);
    expect(text("Ada <ada@engines.com>")).toBe(`${Ada} <${ada}@${engines}.${com}>`);
    expect(text("https://www.engines.com/ada?to=ada%40engines.com&n=3")).toBe(
      `https://www.${engines}.${com}/${ada}?${word("to")}=${ada}%40${engines}.${com}&${word("n")}=${word("3")}`,
    );
    expect(text("mailto:ada@engines.com")).toBe(`mailto:${ada}@${engines}.${com}`);
  });

  it("keeps markup, and changes what in it is somebody's", () => {
    expect(
      text(
        '<div dir="ltr">Ada<br></div><a href="https://engines.com/?u=ada%40engines.com" target=_blank data-ada="ada">x</a>',
      ),
    ).toBe(
      `<div dir="ltr">${Ada}<br></div><a href="https://${engines}.${com}/?${word("u")}=${ada}%40${engines}.${com}" target=_blank ${word("data")}-${ada}="${ada}">${word("x")}</a>`,
    );
    expect(text('<p class="gmail_quote ada">&nbsp;</p>')).toBe(`<p class="gmail_quote ${ada}">&nbsp;</p>`);
    expect(text("<CAx7@engines.com>")).toBe(`<${word("CAx7")}@${engines}.${com}>`);
    expect(text("a <ada> b")).toBe(`${word("a")} <${ada}> ${word("b")}`);
    expect(text("<!-- ada -->")).toBe(`<!-- ${ada} -->`);
  });

  it("reads letters through entities and percent signs, and writes them so again", () => {
    const müller = word("müller");
    const [, second = ""] = müller;
    const point = second.codePointAt(0) ?? 0;
    expect(text("m&uuml;ller m&#252;ller m&#xfc;ller")).toBe(
      `${müller[0]}&#${point};${müller.slice(2)} ${müller[0]}&#${point};${müller.slice(2)} ${müller[0]}&#x${point.toString(16)};${müller.slice(2)}`,
    );
    expect(text("m%C3%BCller")).toBe(encodeURIComponent(müller));
    expect(decodeURIComponent(text("m%c3%bcller"))).toBe(müller);
    expect(text("100% &amp; &hellip; %zz %C3")).toBe(`${word("100")}% &amp; &hellip; %${word("zz")} %${word("C3")}`);
  });

  it("keeps SmartLead's own hosts and this machine's, with the ids in them changed", () => {
    expect(text("https://app.smartlead.ai/app/master-inbox?leadMap=3300000001")).toBe(
      `https://app.smartlead.ai/${word("app")}/${word("master")}-${word("inbox")}?${word("leadMap")}=${word("3300000001")}`,
    );
    expect(text("http://127.0.0.1:3000 http://localhost:3000")).toBe(
      `http://127.0.0.1:${word("3000")} http://localhost:${word("3000")}`,
    );
    expect(text("203.0.113.77")).toMatch(/^1\d\d\.\d\.1\d\d\.\d\d$/);
  });

  it("keeps the length of every text, in characters and in bytes", () => {
    const anyText = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "binary" }),
      fc.lorem(),
      fc.emailAddress(),
      fc.webUrl(),
    );
    fc.assert(
      fc.property(anyText, (written) => {
        const changed = text(written);
        expect([changed.length, Buffer.byteLength(changed)]).toEqual([written.length, Buffer.byteLength(written)]);
      }),
      { numRuns: runs(500) },
    );
  });

  it("takes no longer than its text is long", () => {
    for (const unit of ["a-", "a.", "<a ", "&amp", "%41", "a@", '<a "', "http://", "\u0301", "0.", "aaaaaaaa-aaaa-"]) {
      expect(text(unit.repeat(50_000)).length).toBe(unit.length * 50_000);
    }
  });
});

describe("anonymousJson", () => {
  it.each(SAMPLES)("leaves the shape of %s %s as it is", (dialect, event) => {
    const before = JSON.stringify(sample(dialect, event), null, 2);
    const after = json(before);
    expect(Buffer.byteLength(after)).toBe(Buffer.byteLength(before));
    const compared = comparedBody(JSON.parse(after), builtInShapes());
    expect([compared.nearest?.dialect, compared.differences]).toEqual([
      comparedBody(JSON.parse(before), builtInShapes()).nearest?.dialect,
      [],
    ]);
    for (const own of ["lead@", "Lovelace", "Demo", "agency", "9d1f0c52", "3600001", "hello"])
      expect(after).not.toContain(own);
  });

  it("keeps fields, types, spaces and escapes", () => {
    const written =
      '{ "event_type" : "EMAIL_REPLY",\n"time":"2026-03-05T12:01:58.023Z","n":[3600001,-12.50,1e3,0,true,null],"id":3,"name":"A\\u0064a \\/ \\"\\n\\ud83d\\ude00","status":"already_processed" }';
    const after = json(written);
    expect(after.length).toBe(written.length);
    const escaped = Array.from(word("Ada"));
    const hex = (escaped[1]?.charCodeAt(0) ?? 0).toString(16).padStart(4, "0");
    expect(after).toBe(
      `{ "event_type" : "EMAIL_REPLY",\n"time":"2026-03-05T12:01:58.023Z","n":[${word("3600001")},-${word("12")}.${word("50")},${word("1")}e3,${word("0")},true,null],"id":3,"name":"${escaped[0]}\\u${hex}${escaped[2]} \\/ \\"\\n\\ud83d\\ude00","status":"already_processed" }`,
    );
  });

  it("changes the names of a lead's own fields, and of what is no field's name", () => {
    const after = JSON.parse(
      json('{"custom_fields":{"salary":"90000","deep":{"salary":1}},"ada@engines.com":1,"salary":2}'),
    );
    expect(after).toEqual({
      custom_fields: { [word("salary")]: word("90000"), [word("deep")]: { [word("salary")]: Number(word("1")) } },
      [`${ada}@${engines}.${com}`]: Number(word("1")),
      salary: Number(word("2")),
    });
  });

  it("changes the name of every field that is not known where nothing is known, and in an answer", () => {
    expect(json('{"ada":{"lovelace":true}}')).toBe(`{"${ada}":{"${lovelace}":true}}`);
    const answer = anonymousJson('{"status":"ok","ada":true}', substitutes, { hasNewFields: false });
    expect(answer).toBe(`{"status":"ok","${ada}":true}`);
  });

  it("keeps times of the exchange, and makes other days of all others", () => {
    const dates = ["1985-03-12", "1985-03-12T07:30:00Z", "1985-03-12 07:30", "1985-03-12T07:30:59.123456+01:00"];
    for (const date of dates) {
      expect(json(`{"time_sent":"${date}"}`)).toBe(`{"time_sent":"${date}"}`);
      const { birthday } = JSON.parse(json(`{"event_type":"X","birthday":"${date}"}`));
      expect(birthday).not.toContain("1985-03-12");
      expect(birthday.replace(/\d/g, "0")).toBe(date.replace(/\d/g, "0"));
      expect(Number.isNaN(Date.parse(birthday))).toBe(false);
    }
    expect(json('{"custom_fields":{"time_sent":"1985-03-12"}}')).not.toContain("1985");
  });

  it("makes one text of what is no JSON", () => {
    expect(json("name=Ada&x")).toBe(`${word("name")}=${Ada}&${word("x")}`);
    expect(json('{"name":"Ada"')).toBe(`{"${word("name")}":"${Ada}"`);
    expect(json("")).toBe("");
  });

  it("keeps the structure of any JSON", () => {
    const shapeOf = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shapeOf);
      if (typeof value === "object" && value !== null) {
        // Keys that are numbers come in the order of numbers, and theirs are others then.
        return Object.values(value)
          .map((one) => JSON.stringify(shapeOf(one)))
          .sort();
      }
      return typeof value === "number" ? "number" : typeof value;
    };
    fc.assert(
      fc.property(fc.json(), (written) => {
        const after = json(written);
        expect(after.length).toBe(written.length);
        expect(JSON.stringify(shapeOf(JSON.parse(after)))).toBe(JSON.stringify(shapeOf(JSON.parse(written))));
      }),
      { numRuns: runs(500) },
    );
  });
});

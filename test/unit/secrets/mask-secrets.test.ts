import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsedJson } from "../../../src/base/json-text.ts";
import { maskBody, maskHeader, maskSecrets } from "../../../src/base/mask-secrets.ts";
import { isSecretName, isSecretSegment } from "../../../src/base/secrets/secret-names.ts";

const SECRET_NAMES = [
  ..."key token secret auth cookie signature password authorization api_key apiKey APIKey API_KEY x-api-key apikey".split(
    " ",
  ),
  ..."secretKey secret_key client-secret clientsecret accessToken access_token csrfToken CSRF-TOKEN refreshtoken".split(
    " ",
  ),
  ..."X-Smartlead-Signature x-hub-signature-256 Set-Cookie Proxy-Authorization X-Auth-Token credentials jwt oauth2".split(
    " ",
  ),
  ..."key1 api%5Fkey ａｐｉ＿ｋｅｙ passwd pwd privateKey signing_key user.password token[] bearer".split(" "),
  // In one word each, none of these would be known: it is the change of case that parts them.
  ..."tokenValue authHeader sessionCookieName jwtBody keyId SMTPPasswdHash bearerV2 userPwdHint".split(" "),
];
const PLAIN_NAMES = [
  ..."page authorName monkeyBars keyboardLayout cookbookPage tokenizerName author monkey turkey keyboard tokenizer secretary cookbook authentic signal design message_id".split(
    " ",
  ),
  ..."X-Request-Id stats_id lead_email Idempotency-Key WWW-Authenticate Content-Type".split(" "),
];

describe("the names of secrets", () => {
  it.each(SECRET_NAMES)("%s is one", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(PLAIN_NAMES)("%s is none", (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

/** Every place in which a value stands under a name. */
const PLACES: Readonly<Record<string, (name: string, value: string) => string>> = {
  "a query": (name, value) => maskSecrets(`http://localhost/hook?page=2&${encodeURIComponent(name)}=${value}&x=1`),
  "a query in a sentence": (name, value) =>
    maskSecrets(`Nobody is at http://localhost/?${encodeURIComponent(name)}=${value} now.`),
  "a query in JSON": (name, value) =>
    maskBody(`{"url":"http://localhost/?a=1\\u0026${encodeURIComponent(name)}=${value}\\u0026b=2"}`),
  "a query in HTML": (name, value) => maskBody(`<a href="/?a=1&amp;${encodeURIComponent(name)}=${value}">x</a>`),
  "a header": (name, value) => maskHeader(name, value),
  "a field": (name, value) => maskBody(JSON.stringify({ a: 1, [name]: value, z: [2] })),
  "a field in depth": (name, value) => maskBody(JSON.stringify([{ a: { [name]: value } }], null, 2)),
  "a field with escapes": (name, value) =>
    maskBody(
      `{"${Array.from(name, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}":"${value}"}`,
    ),
  "a list under it": (name, value) => maskBody(JSON.stringify({ [name]: ["x", { deep: value }] })),
  "JSON that is cut off": (name, value) => maskBody(`{"a":1,"${name}":"${value}`),
  "JSON in a sentence": (name, value) => maskSecrets(`The answer says {"${name}":"${value}"}.`),
  "JSON in JSON": (name, value) => maskBody(JSON.stringify({ raw: JSON.stringify({ [name]: value }) })),
  "JSON in JSON in JSON": (name, value) =>
    maskBody(JSON.stringify({ raw: JSON.stringify({ raw: JSON.stringify({ [name]: value }) }) })),
  "a form": (name, value) => maskBody(`${encodeURIComponent(name)}=${value}&a=1`),
};
/** Names that may stand in these places too: those without signs. */
const PLAIN_PLACES: Readonly<Record<string, (name: string, value: string) => string>> = {
  "a line of text": (name, value) => maskBody(`status: bad\n${name}: ${value}\nend`),
  "a setting": (name, value) => maskBody(`host = x\n${name} = "${value}"\n`),
  XML: (name, value) => maskBody(`<reply><${name}>${value}</${name}></reply>`),
};

describe("a secret", () => {
  it.each(Object.entries(PLACES))("is masked in %s, whatever its name", (place, masked) => {
    for (const name of SECRET_NAMES) {
      const isEscapable = !place.startsWith("JSON in JSON") || /^[\w.-]+$/.test(name);
      if (isEscapable) expect(masked(name, "VALUE123"), `${place}: ${name}`).not.toContain("VALUE123");
    }
    for (const name of PLAIN_NAMES) expect(masked(name, "VALUE123"), `${place}: ${name}`).toContain("VALUE123");
  });

  it.each(Object.entries(PLAIN_PLACES))("is masked in %s", (place, masked) => {
    for (const name of SECRET_NAMES.filter((one) => /^[\w.-]+$/.test(one)))
      expect(masked(name, "VALUE123"), `${place}: ${name}`).not.toContain("VALUE123");
    for (const name of PLAIN_NAMES) expect(masked(name, "VALUE123"), `${place}: ${name}`).toContain("VALUE123");
  });

  it("is masked as user and password of a URL, and behind Bearer", () => {
    expect(maskSecrets("http://me:p@w@localhost/x")).toBe("http://***@localhost/x");
    expect(maskSecrets("refused: Bearer abcdefgh12")).toBe("refused: Bearer ***");
  });

  it("is masked in the path of a target", () => {
    for (const [path, masked] of [
      ["/hooks/9d1f0c52-7a52-4d0e-9a3c-5d8e2f41c7aa", "/hooks/***"],
      ["/hooks/catch/b4d455e5ab12cd34/x", "/hooks/catch/***/x"],
      ["/services/T024BE7LDab1/sk_live_abcd", "/services/***/***"],
      ["/hook/token/abc", "/hook/token/***"],
      ["/hook/my-secret-path", "/hook/***"],
      ["/hook/s3cr3t9", "/hook/***"],
      ["/hook/%39d1f0c52-7a52-4d0e-9a3c-5d8e2f41c7aa?page=2", "/hook/***?page=2"],
      ["/webhooks/smartlead", "/webhooks/smartlead"],
      ["/api/v2/smartlead-webhooks/campaign_events/123456", "/api/v2/smartlead-webhooks/campaign_events/123456"],
      ["/auth/callback", "/auth/callback"],
    ] as const)
      expect(maskSecrets(`at http://localhost:3000${path} now`)).toBe(`at http://localhost:3000${masked} now`);
    expect(maskSecrets("POST http://127.0.0.1:7627/_mock/effects/9d1f0c52-7a52-4d0e-9a3c-5d8e2f41c7aa")).toContain(
      "9d1f",
    );
    expect(isSecretSegment("", "token")).toBe(false);
  });

  it("is no mere statement that there is one, and no number of them", () => {
    const body = '{"has_token":true,"token":null,"secret":"","keys":[],"tokens":12,"cookie":{}}';
    expect(maskBody(body)).toBe(body);
  });

  it("leaves JSON that means the same everywhere else", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const body = `{"before":${json},"token":${json === '""' ? "1" : json},"after":${json}}`;
        const masked = parsedJson(maskBody(body));
        expect(masked).toBeDefined();
        expect(Object.keys(Object(masked))).toEqual(["before", "token", "after"]);
      }),
      { numRuns: 500 },
    );
  });

  it("is found in a text of any size in the time that it takes to read it", () => {
    for (const unit of [
      '"',
      '\\"',
      '"a":',
      "?a",
      "&a=",
      '{"token":',
      "http://",
      "/",
      "<a>",
      "Bearer ",
      "a: ",
      "://a@",
    ]) {
      const text = unit.repeat(100_000);
      expect(maskBody(text).length).toBeGreaterThan(0);
      expect(maskSecrets(text).length).toBeGreaterThan(0);
    }
  });

  it("is masked once: what is masked stays as it is", () => {
    for (const text of ['{"token":"a","auth":{"x":1}}', "http://u:p@h/?key=1", "token: abc"])
      expect(maskBody(maskBody(text))).toBe(maskBody(text));
  });
});

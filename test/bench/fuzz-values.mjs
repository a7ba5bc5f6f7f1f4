// Values for fuzzed calls, drawn by a seed: mostly what a JSON Schema asks for, now and then anything at all.

/** A stream of numbers from 0 to 1 (mulberry32); the same seed, the same numbers. `receiver` is where webhooks point to. */
export function drawing(seed, receiver = "http://127.0.0.1:9/hook") {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count) => Math.floor(next() * count);
  return { next, below, pick: (items) => items[below(items.length)], chance: (share) => next() < share, receiver };
}

const HOSTILE = [
  ...Object.getOwnPropertyNames(Object.prototype),
  "",
  " ",
  "null",
  "NaN",
  "-1",
  "0",
  "1e999",
  "9".repeat(40),
  "%00",
  "\u0000",
  "\u001b[2J",
  "\u202egnp.exe",
  "\ud800",
  "👩‍👩‍👧",
  "שלום",
  "../../etc/passwd",
  "'; drop table leads; --",
  "{{constructor}}",
  "%signature%",
  `$${"{7*7}"}`,
  "<script>alert(1)</script>",
  "x".repeat(3_000),
  "ann@lead.example",
  "ANN@LEAD.EXAMPLE",
  "not an address",
  "Berlin, Germany",
  "toString",
  "2026-01-05",
  "2026-01-05T09:00:00Z",
  "2026-02-30",
  "09:00",
  "24:00",
  "Europe/Berlin",
  "Mars/Phobos",
  "http://8.8.8.8/",
  "ftp://x",
  "EMAIL_REPLY",
  "START",
  "PAUSED",
];

/** Ids that are there in the seeded account, and some that are not. Webhooks are left out: the target's own, so that deliveries go on, and those that `kept-facts.mjs` looks for. */
const IDS = [3_600_001, 3_600_002, 130_001, 130_002, 30_101, 1, 0, -1, 5_200_100];

export function anything(random, depth = 0) {
  const kind = random.below(depth > 3 ? 5 : 7);
  if (kind === 0) return null;
  if (kind === 1) return random.chance(0.5);
  if (kind === 2) return random.pick([0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER, 2 ** 31, random.pick(IDS)]);
  if (kind < 5) return random.pick(HOSTILE);
  const size = random.below(4);
  if (kind === 5) return Array.from({ length: size }, () => anything(random, depth + 1));
  return Object.fromEntries(Array.from({ length: size }, () => [random.pick(HOSTILE), anything(random, depth + 1)]));
}

/** A value that the schema takes, or nearly. */
export function near(schema, random, name = "") {
  return random.chance(0.02) ? anything(random) : fitting(schema ?? {}, random, name);
}

function fitting(schema, random, name) {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  if (schema.anyOf !== undefined) return near(random.pick(schema.anyOf), random, name);
  const type = Array.isArray(schema.type) ? random.pick(schema.type) : schema.type;
  if (type === "object") return object(schema, random);
  if (type === "array") {
    const { minItems = 0, maxItems = 4 } = schema;
    const size = minItems + random.below(Math.max(1, Math.min(maxItems, minItems + 4) - minItems + 1));
    return Array.from({ length: size }, () => near(schema.items, random, name));
  }
  if (type === "integer" || type === "number") {
    if (/id$/i.test(name)) return random.pick(IDS);
    const { minimum = 0, maximum = 100 } = schema;
    return Math.max(minimum, 0) + random.below(Math.min(maximum, Math.max(minimum, 0) + 60) - Math.max(minimum, 0) + 1);
  }
  if (type === "boolean") return random.chance(0.5);
  if (type === "null") return null;
  if (type === "string") return text(random, name);
  return anything(random);
}

const PATTERNS = [
  [/hour/, ["08:00", "09:30", "18:00", "23:59"]],
  [/email|from|to$/, ["ann@lead.example", "bob@lead.example", "sam@sender.example"]],
  [/zone/, ["Europe/Berlin", "UTC", "America/New_York"]],
  [/date|time/i, ["2026-01-01", "2026-01-06", "2026-01-05T09:00:00.000Z"]],
];

function text(random, name) {
  // A webhook whose deliveries always fail would make every retrigger larger than the one before.
  if (/url/.test(name) && random.chance(0.8)) return random.receiver;
  const known = PATTERNS.find(([pattern]) => pattern.test(name))?.[1];
  return known !== undefined && random.chance(0.8) ? random.pick(known) : random.pick(HOSTILE);
}

function object({ properties = {}, required = [], additionalProperties }, random) {
  const fields = Object.entries(properties).flatMap(([key, inner]) =>
    (required.includes(key) ? random.chance(0.97) : random.chance(0.5)) ? [[key, near(inner, random, key)]] : [],
  );
  if (typeof additionalProperties === "object" && random.chance(0.5)) {
    fields.push([random.pick(HOSTILE), near(additionalProperties, random)]);
  }
  return Object.fromEntries(fields);
}

/** A path with its parameters filled in. */
export function pathOf(template, random) {
  return template.replace(/\{(\w+)\}/g, (_whole, name) =>
    encodeURIComponent(random.chance(0.85) ? random.pick(IDS) : random.pick(HOSTILE).toWellFormed() || name),
  );
}

/** Bytes of a body: mostly JSON, now and then broken. */
export function bodyBytes(value, random) {
  const json = JSON.stringify(value) ?? "";
  if (random.chance(0.97)) return Buffer.from(json);
  const broken = [
    () => json.slice(0, random.below(json.length + 1)),
    () => `${json}${json}`,
    () => "[".repeat(20_000),
    () => `{"a":${'{"a":'.repeat(3_000)}1${"}".repeat(3_000)}}`,
    () => "\ufeff{}",
    () => Buffer.from([0xff, 0xfe, 0x00]),
    () => "x".repeat(200_000),
    () => "",
  ];
  return Buffer.from(random.pick(broken)());
}

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ERROR_CODES, type ErrorCode } from "../../src/base/errors.ts";
import { formatDuration } from "../../src/base/time/duration.ts";
import { MAX_CAPTURE_BYTES } from "../../src/capture/drift/captures/open-capture.ts";
import { MAX_KNOWN_REQUESTS } from "../../src/capture/proxy/dedup-cache.ts";
import {
  HEADERS_WITHIN_MS,
  MAX_CONNECTIONS,
  MAX_IN_FLIGHT,
  REQUEST_WITHIN_MS,
} from "../../src/capture/proxy/exposed-listener.ts";
import { MAX_BODY_BYTES, MAX_BYTES_IN_FLIGHT } from "../../src/capture/proxy/inbound-request.ts";
import { MAX_LINE_BYTES } from "../../src/capture/recordings/recorded-frames.ts";
import { MAX_RECORDED_DELIVERIES } from "../../src/capture/recordings/recording.ts";
import { EXIT_OF_ERROR } from "../../src/cli/exit-codes.ts";
import { MAX_DATA_CHARACTERS } from "../../src/cli/mcp/tool.ts";
import { MAX_SOURCE_BYTES, MAX_SOURCE_FILES } from "../../src/cli/project/project.ts";
import { environmentNameOf, flagOf, OPTION_KEYS, specOf } from "../../src/config/option-table.ts";
import {
  ATTEMPT_OUTCOMES,
  DEFAULT_CONCURRENCY_PER_WEBHOOK,
  DEFAULT_CONCURRENCY_TOTAL,
  DUPLICATE_VERDICTS,
  RESPONSE_BODY_LIMIT_BYTES,
} from "../../src/delivery/delivery.ts";
import { FAULT_KINDS } from "../../src/delivery/faults/fault.ts";
import { ownFieldsOf } from "../../src/delivery/faults/fault-schema.ts";
import { FAULT_DESCRIPTIONS } from "../../src/delivery/faults/fault-sentence.ts";
import { MAX_HELD_ATTEMPTS } from "../../src/delivery/faults/hold/held-attempts.ts";
import { EFFECT_KEYS_LIMIT } from "../../src/delivery/idempotency/effects.ts";
import { LINE_LIMIT } from "../../src/delivery/idempotency/log-lines.ts";
import { MAX_CALLS_KEPT, REACTION_TIME_MS } from "../../src/delivery/idempotency/receiver-calls.ts";
import { RETRY_POLICIES } from "../../src/delivery/retry-policies.ts";
import { MAX_EXPORTED } from "../../src/harness/load/export-rows.ts";
import { LOAD_CONCURRENCY, MAX_LOAD_EVENTS } from "../../src/harness/load/load-receiver.ts";
import { MAX_FILE_BYTES } from "../../src/harness/scenarios/loading/load-scenarios.ts";
import { MAX_STEPS_TAKEN } from "../../src/harness/scenarios/run/run-steps.ts";
import { OUTPUT_LIMIT } from "../../src/harness/session/child-group.ts";
import { START_WITHIN_MS } from "../../src/harness/session/receiver-command.ts";
import { MAX_SETTLED_BESIDE_HISTORY, MAX_SETTLED_DELIVERIES } from "../../src/journal/delivery-index.ts";
import { attemptSchema, deliverySchema } from "../../src/journal/delivery-schema.ts";
import { MAX_SEARCHED_PER_PAGE } from "../../src/journal/delivery-search.ts";
import { ENTRY_SCHEMAS, MARK_SCHEMAS } from "../../src/journal/entry-schema.ts";
import { MAX_JOURNAL_BYTES, MAX_JOURNAL_ENTRIES, MAX_RECENT_ENTRIES } from "../../src/journal/journal.ts";
import { MAX_QUERY_CHARACTERS } from "../../src/journal/query/query.ts";
import { CHECKPOINT_EVERY_BYTES } from "../../src/journal/storage/checkpoints.ts";
import { DEFAULT_RETENTION } from "../../src/journal/storage/retention.ts";
import { MAX_EVENTS_HELD } from "../../src/mock/event-log.ts";
import { MAX_EVENTS_HELD_WHOLE } from "../../src/mock/event-service.ts";
import { MAX_JOINED_EVENTS } from "../../src/mock/joined-load.ts";
import { MAX_OPEN_DELIVERIES } from "../../src/mock/mock-settings.ts";
import {
  MAX_SNAPSHOT_BYTES,
  MAX_SNAPSHOT_DELIVERIES,
  MAX_SNAPSHOT_FAILURES,
  MAX_SNAPSHOTS,
} from "../../src/mock/snapshots/mock-snapshot.ts";
import { MAX_RATE_PER_SECOND } from "../../src/mock/traffic.ts";
import { CONTROL_ROUTES } from "../../src/server/control-routes.ts";
import { BODY_LIMIT_BYTES } from "../../src/server/server.ts";
import { MAX_STREAM_CLIENTS } from "../../src/server/stream.ts";
import { HOLD_BACK_BYTES, MAX_CLIENT_LAG_ENTRIES } from "../../src/server/stream-client.ts";
import { MAX_CAMPAIGNS } from "../../src/smartlead/account/edits/campaign-edits.ts";
import { MAX_CLIENTS } from "../../src/smartlead/account/edits/client-edits.ts";
import { MAX_LEADS } from "../../src/smartlead/account/edits/lead-import.ts";
import { MAX_MAILBOXES } from "../../src/smartlead/account/edits/mailbox-edits.ts";
import { MAX_LEADS_PER_CAMPAIGN } from "../../src/smartlead/account/enrolling.ts";
import { MAX_FIRST_MAILS } from "../../src/smartlead/account/first-mails.ts";
import { MAX_SIMULATED_EVENTS_PER_CALL } from "../../src/smartlead/account/simulation/simulation.ts";
import { MAX_THREAD_MESSAGES } from "../../src/smartlead/account/thread.ts";
import { OPERATIONS } from "../../src/smartlead/api/index.ts";
import { NOT_SIMULATED } from "../../src/smartlead/api/not-simulated.ts";
import { MAX_EVENTS_PER_CALL } from "../../src/smartlead/events/event.ts";
import { ALL_EVENT_TYPES, type AnyEventType, EVENT_TYPES } from "../../src/smartlead/events/event-types.ts";
import { payloadSchema } from "../../src/smartlead/payloads/build-payload.ts";
import { DIALECTS, type DialectName } from "../../src/smartlead/payloads/dialect.ts";
import { DIALECT_TABLES, describeDialect } from "../../src/smartlead/payloads/dialect-tables.ts";
import { MAX_WEBHOOKS } from "../../src/smartlead/webhooks/registry.ts";
import { MAX_ROWS } from "../../ui/store/row-store.ts";
import { pageText, sectionOf } from "../doc-pages.ts";
import { table, testBlocks } from "./readme-blocks.ts";

/** The pages' reference tables come from the code. `UPDATE_README=1 npx vitest run test/unit/readme.test.ts` writes them anew. */

/** When each event happens, in the words of smartlead.md §2 ("Fires"). */
const FIRES: Readonly<Record<AnyEventType, string>> = {
  EMAIL_SENT: "a step of a sequence was sent",
  FIRST_EMAIL_SENT: "step 1 was sent (EMAIL_SENT follows)",
  EMAIL_OPEN: "the lead opened an email",
  EMAIL_LINK_CLICK: "the lead clicked a tracked link",
  EMAIL_REPLY: "a lead replied to an email",
  EMAIL_BOUNCE: "a bounce notice came in",
  LEAD_UNSUBSCRIBED: "the lead unsubscribed",
  LEAD_CATEGORY_UPDATED: "the lead was put into a category",
  CAMPAIGN_STATUS_CHANGED: "the campaign was started, paused or completed",
  UNTRACKED_REPLIES: "an email arrived that answers no known email",
  MANUAL_STEP_REACHED: "a lead reached a step that is done by hand",
  EMAIL_ACCOUNT_DISCONNECTED: "a mailbox lost its connection",
  CAMPAIGN_BOUNCE_BREACH: "a campaign went over its bounce threshold",
  LINKEDIN_DISCONNECTED: "the cookie of a LinkedIn account became invalid (all keys assumed)",
};

const TABLES = {
  dialects: table(
    ["dialect", "what it is", "keys of EMAIL_REPLY", "events"],
    DIALECTS.map((dialect) => {
      const own = EVENT_TYPES.filter((type) => DIALECT_TABLES[dialect][type] !== null);
      return [
        `\`${dialect}\``,
        describeDialect(dialect).slice(dialect.length + 2),
        String(Object.keys(propertiesOf("EMAIL_REPLY", dialect)).length),
        own.length === EVENT_TYPES.length ? "all eleven" : own.map((type) => `\`${type}\``).join(", "),
      ];
    }),
  ),
  events: table(
    ["event", "when", "keys of its body"],
    ALL_EVENT_TYPES.map((type) => [`\`${type}\``, FIRES[type], Object.keys(propertiesOf(type)).join(", ")]),
  ),
  policies: table(
    ["policy", "tries", "waits", "timeout", "where from"],
    Object.values(RETRY_POLICIES).map((policy) => [
      `\`${policy.name}\``,
      String(policy.tries),
      policy.waitsMs.map(formatDuration).join(", ") + (policy.waitsMs.length < policy.tries - 1 ? " each" : ""),
      formatDuration(policy.timeoutMs ?? 0),
      policy.note.split(". SmartLead does not")[0] ?? "",
    ]),
  ),
  operations: table(
    ["call", "what it does"],
    OPERATIONS.map(({ method, path, summary }) => [`\`${method} ${path}\``, summary]),
  ),
  "not-simulated": table(
    ["call", "SmartLead's host"],
    NOT_SIMULATED.map(({ method, path, host }) => [`\`${method} ${path}\``, host]),
  ),
  control: table(
    ["call", "what it does"],
    CONTROL_ROUTES.map(({ method, path, summary }) => [`\`${method} /_mock${path}\``, summary]),
  ),
  options: table(
    ["flag", "meaning", "default", "environment", "config key"],
    OPTION_KEYS.map((key) => {
      const spec = specOf(key);
      const environment = environmentNameOf(key);
      return [
        `\`${flagOf(key)}${spec.placeholder === undefined ? "" : ` ${spec.placeholder.replaceAll("|", "\\|")}`}\``,
        spec.description,
        spec.default ?? "",
        environment === null ? "" : `\`${environment}\``,
        spec.from === undefined ? `\`${key}\`` : "",
      ];
    }),
  ),
  faults: table(
    ["kind", "what happens", "fields of its own"],
    FAULT_KINDS.map((kind) => [
      `\`${kind}\``,
      FAULT_DESCRIPTIONS[kind],
      ownFieldsOf(kind)
        .map(({ name, description }) => `\`${name}\` ${description}`)
        .join("; "),
    ]),
  ),
  frames: frameTables(),
  errors: table(
    ["code", "meaning", "exit"],
    (Object.keys(ERROR_CODES) as ErrorCode[]).map((code) => [
      `\`${code}\``,
      ERROR_CODES[code],
      String(EXIT_OF_ERROR[code]),
    ]),
  ),
  limits: table(
    ["what", "limit"],
    [
      ["attempts in flight to one webhook", number(DEFAULT_CONCURRENCY_PER_WEBHOOK)],
      ["attempts in flight in all", number(DEFAULT_CONCURRENCY_TOTAL)],
      ["bytes kept of an answer; the rest is counted and dropped", bytes(RESPONSE_BODY_LIMIT_BYTES)],
      ["deliveries open at once", number(MAX_OPEN_DELIVERIES)],
      [
        "settled deliveries in memory; beside a data directory",
        `${number(MAX_SETTLED_DELIVERIES)}; ${number(MAX_SETTLED_BESIDE_HISTORY)}`,
      ],
      ["events in memory", number(MAX_EVENTS_HELD)],
      ["entries in memory; beside a data directory", `${number(MAX_JOURNAL_ENTRIES)}; ${number(MAX_RECENT_ENTRIES)}`],
      ["bytes of bodies in memory with them", bytes(MAX_JOURNAL_BYTES)],
      ["kept deliveries that one page of a text search reads", number(MAX_SEARCHED_PER_PAGE)],
      ["entries in the data directory", number(DEFAULT_RETENTION.entries)],
      ["bytes of the data directory", bytes(DEFAULT_RETENTION.bytes)],
      ["age of what is in the data directory", `${DEFAULT_RETENTION.ageMs / 86_400_000} days`],
      ["bytes of the journal between two checkpoints, at least", bytes(CHECKPOINT_EVERY_BYTES)],
      ["events of one call", number(MAX_EVENTS_PER_CALL)],
      ["traffic", `${number(MAX_RATE_PER_SECOND)} events a second`],
      ["events whose bodies can be shown in another dialect, the newest", number(MAX_EVENTS_HELD_WHOLE)],
      ["characters of a query", number(MAX_QUERY_CHARACTERS)],
      ["rows of the console's live list", number(MAX_ROWS)],
      ["request ids whose effects are counted", number(EFFECT_KEYS_LIMIT)],
      ["attempts held at once", number(MAX_HELD_ATTEMPTS)],
      ["events of one load", number(MAX_LOAD_EVENTS)],
      ["attempts of a load in flight at once", number(LOAD_CONCURRENCY)],
      ["requests of one export", number(MAX_EXPORTED)],
      ["events of load generators that a mock joins", number(MAX_JOINED_EVENTS)],
      ["stream clients", number(MAX_STREAM_CLIENTS)],
      ["bytes that wait for a slow stream client before it is paused", bytes(HOLD_BACK_BYTES)],
      ["entries that a stream client may fall behind before it gets a gap", number(MAX_CLIENT_LAG_ENTRIES)],
      ["body of a control call", bytes(BODY_LIMIT_BYTES)],
      ["webhooks", number(MAX_WEBHOOKS)],
      ["leads of a campaign; the oldest finished one makes room", number(MAX_LEADS_PER_CAMPAIGN)],
      ["messages of a thread", number(MAX_THREAD_MESSAGES)],
      [
        "campaigns; clients; mailboxes of the account",
        `${number(MAX_CAMPAIGNS)}; ${number(MAX_CLIENTS)}; ${number(MAX_MAILBOXES)}`,
      ],
      ["leads of the account, by import", number(MAX_LEADS)],
      ["leads that a START writes to at once, without --world-time", number(MAX_FIRST_MAILS)],
      ["events of `--world-time` in one step of the simulation", number(MAX_SIMULATED_EVENTS_PER_CALL)],
      ["real time after an attempt in which a call may react to it", formatDuration(REACTION_TIME_MS)],
      ["calls of the receiver that are kept for display", number(MAX_CALLS_KEPT)],
      ["bytes of a scenario file", number(MAX_FILE_BYTES)],
      ["steps that one scenario takes, repetitions counted", number(MAX_STEPS_TAKEN)],
      ["characters kept of what a receiver's command printed", number(OUTPUT_LIMIT)],
      ["characters of a line that `--effect-log` looks at", number(LINE_LIMIT)],
      ["real time that a receiver's command has until it listens", formatDuration(START_WITHIN_MS)],
      [
        "body that the proxy accepts; all bodies in flight in it",
        `${bytes(MAX_BODY_BYTES)}; ${bytes(MAX_BYTES_IN_FLIGHT)}`,
      ],
      ["deliveries in flight in the proxy; connections to it", `${number(MAX_IN_FLIGHT)}; ${number(MAX_CONNECTIONS)}`],
      [
        "real time that a request to the proxy may take to arrive; its headers",
        `${formatDuration(REQUEST_WITHIN_MS)}; ${formatDuration(HEADERS_WITHIN_MS)}`,
      ],
      ["request ids that the proxy remembers", number(MAX_KNOWN_REQUESTS)],
      [
        "deliveries that are read from one recording; bytes of a line",
        `${number(MAX_RECORDED_DELIVERIES)}; ${bytes(MAX_LINE_BYTES)}`,
      ],
      ["bytes of a capture for drift that is not a recording", bytes(MAX_CAPTURE_BYTES)],
      ["snapshots that a mock keeps; characters of one", `${number(MAX_SNAPSHOTS)}; ${number(MAX_SNAPSHOT_BYTES)}`],
      [
        "open deliveries of a snapshot; failed ones, the newest",
        `${number(MAX_SNAPSHOT_DELIVERIES)}; ${number(MAX_SNAPSHOT_FAILURES)}`,
      ],
      ["characters of data in one answer of `mcp`", number(MAX_DATA_CHARACTERS)],
      ["sources that `init` reads; bytes of one", `${number(MAX_SOURCE_FILES)}; ${number(MAX_SOURCE_BYTES)}`],
    ],
  ),
} as const;

describe("the pages", () => {
  testBlocks(TABLES);

  it("shows the world file that lies in fixtures", () => {
    const fixture = readFileSync(resolve(import.meta.dirname, "../../fixtures/worlds/two-clients.yaml"), "utf8");
    const [, ...lines] = fixture.split("\n");
    expect(pageText("docs/account.md")).toContain(lines.join("\n"));
  });

  it("explains every outcome and every verdict, and no other", () => {
    expect(firstColumn("docs/reference/delivery.md", "Outcomes")).toEqual([...ATTEMPT_OUTCOMES]);
    expect(firstColumn("docs/idempotency.md", "Verdicts")).toEqual([...DUPLICATE_VERDICTS]);
  });
});

/** One table of the frames, one of a delivery, one of an attempt. */
function frameTables(): string {
  const numbered = ["type", "seq", "at"];
  const kinds = Object.entries({ ...MARK_SCHEMAS, ...ENTRY_SCHEMAS }).flatMap(([type, { shape }]) =>
    fieldRows(shape)
      .filter(([field]) => !numbered.includes(field))
      .map(([field, meaning], at) => [at === 0 ? `\`${type}\`` : "", `\`${field}\``, meaning]),
  );
  const common = fieldRows(ENTRY_SCHEMAS["world.changed"].shape)
    .filter(([field]) => field === "seq" || field === "at")
    .map(([field, meaning]) => ["every entry", `\`${field}\``, meaning]);
  const parts = [
    table(["type", "field", "meaning"], [...common, ...kinds]),
    table(["field of a delivery", "meaning"], fieldRows(deliverySchema.shape).map(codeFirst)),
    table(["field of an attempt", "meaning"], fieldRows(attemptSchema.shape).map(codeFirst)),
  ];
  return parts.join("\n\n");
}

function fieldRows(shape: Readonly<Record<string, { description?: string | undefined }>>): [string, string][] {
  return Object.entries(shape).map(([field, schema]) => [field, schema.description ?? ""]);
}

function codeFirst([field, meaning]: [string, string]): [string, string] {
  return [`\`${field}\``, meaning];
}

function firstColumn(page: string, heading: string): string[] {
  return [...sectionOf(page, heading).matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? "");
}

function propertiesOf(type: AnyEventType, dialect: DialectName = "guide"): object {
  const { properties } = payloadSchema(type, dialect);
  return typeof properties === "object" && properties !== null ? properties : {};
}

function number(value: number): string {
  return value.toLocaleString("en");
}

function bytes(value: number): string {
  return value >= 1024 * 1024 ? `${value / 1024 / 1024} MiB` : `${value / 1024} KiB`;
}

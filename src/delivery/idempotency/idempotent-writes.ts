import { hashText } from "../../base/random.ts";
import { readsByPost } from "./reading-by-post.ts";
import { isUpsert, withoutInstants } from "./upserts.ts";

/** The effect of each operation of SmartLead's API on the account. Add every new operation that is not a GET; a test checks it. */
const API_OPERATIONS: ReadonlyMap<string, "reads" | "sets" | "adds"> = new Map([
  ["webhook.create", "adds"],
  ["webhook.update", "sets"],
  ["webhook.delete", "sets"],
  ["webhook.delete-by-path", "sets"],
  ["campaign-webhooks.upsert", "adds"],
  ["campaign-webhooks.delete", "sets"],
  ["campaign-webhooks.delete-by-path", "sets"],
  ["campaign-webhooks.retrigger", "adds"],
  ["campaigns.create", "adds"],
  ["campaigns.delete", "sets"],
  ["campaigns.duplicate", "adds"],
  ["campaigns.status", "sets"],
  ["campaigns.schedule", "sets"],
  ["campaigns.settings", "sets"],
  ["campaign-sequences.save", "sets"],
  ["campaign-mailboxes.add", "adds"],
  ["campaign-mailboxes.remove", "sets"],
  ["message-history.bulk", "reads"],
  ["campaign-leads.add", "adds"],
  ["campaign-leads.category", "sets"],
  ["campaign-leads.pause", "sets"],
  ["campaign-leads.resume", "sets"],
  ["campaign-leads.unsubscribe", "sets"],
  ["campaign-leads.delete", "sets"],
  ["campaign-leads.update", "sets"],
  // Moves the lead on by one step each time.
  ["campaign-leads.manual-complete", "adds"],
  ["leads.unsubscribe", "sets"],
  ["campaigns.reply-email-thread", "adds"],
  ["campaigns.forward-email", "adds"],
  ["master-inbox.inbox-replies", "reads"],
  ["master-inbox.update-category", "sets"],
  ["master-inbox.resume-lead", "sets"],
  ["email-accounts.save", "adds"],
  ["email-accounts.update", "sets"],
  ["email-accounts.delete", "sets"],
  ["email-accounts.warmup", "sets"],
  ["clients.save", "adds"],
  ["client-keys.create", "adds"],
  ["client-keys.delete", "sets"],
  // A PUT, but each call makes another key.
  ["client-keys.reset", "adds"],
  ["master-inbox.unread-replies", "reads"],
  ["master-inbox.archived", "reads"],
  ["master-inbox.important", "reads"],
  ["master-inbox.snoozed", "reads"],
  ["master-inbox.scheduled", "reads"],
  ["master-inbox.reminders", "reads"],
  ["master-inbox.sent", "reads"],
  ["master-inbox.assigned-me", "reads"],
  ["master-inbox.views", "reads"],
  ["master-inbox.change-read-status", "sets"],
  ["master-inbox.update-revenue", "sets"],
  ["master-inbox.update-team-member", "sets"],
  ["master-inbox.push-to-subsequence", "sets"],
  ["master-inbox.block-domains", "sets"],
  ["master-inbox.create-note", "adds"],
  ["master-inbox.create-task", "adds"],
  ["master-inbox.set-reminder", "adds"],
  ["tags.of-mailboxes", "reads"],
  ["email-accounts.fetch-messages", "reads"],
  ["email-accounts.fetch-messages-of-several", "reads"],
  ["lead-lists.rename", "sets"],
  ["lead-lists.delete", "sets"],
  ["lead-lists.assign-tags", "sets"],
  ["lead-lists.push-between-lists", "sets"],
  ["crm.add-tags", "sets"],
  ["crm.remove-tag", "sets"],
  ["block-list.add", "sets"],
  ["block-list.delete", "sets"],
  ["tags.update", "sets"],
  ["tags.map", "sets"],
  ["tags.unmap", "sets"],
  ["email-accounts.suspend", "sets"],
  ["email-accounts.unsuspend", "sets"],
  ["campaigns.update-lead-email-account", "sets"],
  ["campaigns.team-member", "sets"],
  ["leads.push-to-list", "sets"],
  ["leads.push-from-campaign-to-list", "sets"],
  ["leads.push-to-campaign", "sets"],
  ["lead-lists.import", "sets"],
  ["lead-lists.create", "adds"],
  ["tags.create", "adds"],
  ["email-accounts.save-oauth", "adds"],
  ["email-accounts.reconnect-failed", "adds"],
  ["send-email.initiate", "adds"],
  ["campaigns.create-subsequence", "adds"],
  ["campaigns.send-test-email", "adds"],
]);

/** Calls that set up webhooks and keys: people make them, receivers do not make them for an event. */
const SETTING_UP = /^(?:webhook|campaign-webhooks|client-keys)\./;

/** Patterns that a configuration may declare. */
export const MAX_IDEMPOTENT_PATTERNS = 100;

/** A write, with the parts that matter here. */
export interface WriteCall {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly bodyText: string;
  /** The operation's id; `null` for the sink. */
  readonly operation: string | null;
}

/** The identity by which a repeated write is recognised. */
export interface Sameness {
  /** A short hash: two writes of one request id with the same hash are one effect. */
  readonly fingerprint: string;
  /** The receiver itself identifies the work, by an `Idempotency-Key`. */
  readonly isKeyed: boolean;
}

/** `null` for a write that has a further effect each time. */
export type SamenessOf = (call: WriteCall) => Sameness | null;

/** Whether a call changes nothing, whatever its method. */
export function isReading(call: Pick<WriteCall, "method" | "operation" | "url" | "bodyText">): boolean {
  const { method, operation } = call;
  if (READING_METHODS.has(method)) return true;
  return operation === null ? method === "POST" && readsByPost(call) : API_OPERATIONS.get(operation) === "reads";
}

/** Whether a call sets up webhooks or keys, which is never the work that an event asks for. */
export function isSettingUp({ operation }: Pick<WriteCall, "operation">): boolean {
  return operation !== null && SETTING_UP.test(operation);
}

/**
 * Recognises idempotent writes (PRODUCT §8, rule 6): an `Idempotency-Key`, declared patterns (`METHOD /path` with `*` for anything), a PUT,
 * PATCH or DELETE of the same path and body, an upsert of the same body, and operations of SmartLead's API that set a state. Bodies that
 * differ only in times are equal.
 */
export function createSamenessOf(patterns: readonly string[]): SamenessOf {
  const declared = patterns.map(patternOf);
  return (call) => {
    const target = `${call.method} ${targetOf(call.url)}`;
    const key = keyIn(call.headers);
    if (key !== null) return sameness(["key", target, key], true);
    if (declared.some((pattern) => spellingsOf(call).some((text) => pattern.test(text)))) {
      return sameness(["declared", `${call.method} ${pathOf(call.url)}`], false);
    }
    const isState =
      call.operation === null
        ? STATE_METHODS.has(call.method) || (call.method === "POST" && isUpsert(call))
        : API_OPERATIONS.get(call.operation) === "sets";
    return isState ? sameness(["state", target, withoutInstants(call.bodyText)], false) : null;
  };
}

const READING_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
const STATE_METHODS: ReadonlySet<string> = new Set(["PUT", "PATCH", "DELETE"]);
const KEY_HEADERS: ReadonlySet<string> = new Set(["idempotency-key", "x-idempotency-key"]);

function keyIn(headers: WriteCall["headers"]): string | null {
  for (const [name, value] of Object.entries(headers)) {
    const text = KEY_HEADERS.has(name.toLowerCase()) ? [value ?? []].flat().join(",").trim() : "";
    if (text !== "") return text;
  }
  return null;
}

function sameness(parts: readonly string[], isKeyed: boolean): Sameness {
  const text = parts.join("\n");
  const hashes = [hashText(text), hashText(`again ${text}`)].map((hash) => hash.toString(36));
  return { fingerprint: [text.length.toString(36), ...hashes].join("."), isKeyed };
}

/** Path and query, without the API key, which does not identify the work. */
function targetOf(url: string): string {
  const query = url.slice(pathOf(url).length + 1).split("&");
  const said = query.filter((part) => part !== "" && !part.startsWith("api_key="));
  return said.length === 0 ? pathOf(url) : `${pathOf(url)}?${said.join("&")}`;
}

function pathOf(url: string): string {
  return url.split("?")[0] ?? "";
}

/** The whole path, and the displayed one: below the sink or the API. */
function spellingsOf({ method, url }: WriteCall): readonly string[] {
  const path = pathOf(url);
  const short = path.replace(/^\/_mock\/sink(?=\/|$)|^\/api\/v1(?=\/)/, "") || "/";
  return [`${method} ${path}`, `${method} ${short}`];
}

function patternOf(pattern: string): RegExp {
  const parts = pattern
    .trim()
    .split("*")
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i");
}

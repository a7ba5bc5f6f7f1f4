/** The agency's clients and their keys (smartlead.md §4 "Clients"; C3, E6, A5). */

import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Client, ClientApiKey } from "../account/account.ts";
import { ACCOUNT_USER_ID } from "./campaign-row.ts";
import { answer, isoMs, LIMIT_REACHED, refusalAnswer } from "./declared-answers.ts";
import { UNCHECKED } from "./key-schemas.ts";
import { defineOperation } from "./operation.ts";
import { clientNotFound, ok, refusal } from "./responses.ts";

/** The fields of a client in every list. */
export const clientRowShape = {
  id: z.int(),
  name: z.string(),
  email: z.string(),
  uuid: z.string(),
  created_at: isoMs,
  user_id: z.int(),
  logo: z.string().nullable(),
  logo_url: z.string().nullable(),
};

export function clientRow({ id, name, email, uuid, createdAt, logo, logoUrl }: Client) {
  return {
    id,
    name,
    email,
    uuid,
    created_at: isoFromMs(createdAt),
    user_id: ACCOUNT_USER_ID,
    logo,
    logo_url: logoUrl,
  };
}

const MAX_TEXT_LENGTH = 320;
const MAX_PERMISSIONS = 50;

const credits = z.number().min(0).max(1e12);
const text = z.string().min(1).max(MAX_TEXT_LENGTH);
const NOT_FOUND = refusalAnswer(404, "There is no such client.");
const NO_KEY = refusalAnswer(404, "There is no such key.");
const KEY_PARAMS = z.strictObject({ id: z.int() });

/** Spelled as in SmartLead. */
const clientSchema = z.strictObject({
  ...clientRowShape,
  client_permision: z.strictObject({ permission: z.array(z.string()), retricted_category: z.array(z.unknown()) }),
});

const keySchema = z.strictObject({
  id: z.int(),
  client_id: z.int(),
  key_name: z.string(),
  api_key: z.string(),
  status: z.enum(["active", "inactive"]),
  created_at: isoMs,
});

const keyAnswer = answer("The key.", z.strictObject({ ok: z.literal(true), data: keySchema }));

export const clientOperations = [
  defineOperation({
    id: "clients.save",
    method: "POST",
    path: "/client/save",
    summary: "Adds a client, or changes the one whose id is given.",
    sources: ["C3", "A5"],
    answers: [
      answer(
        "Saved.",
        z.strictObject({
          ok: z.literal(true),
          clientId: z.int(),
          name: z.string(),
          email: z.string(),
          password: z.string().nullable(),
          data: z.strictObject({ id: z.int() }),
        }),
      ),
      NOT_FOUND,
      LIMIT_REACHED,
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({
      id: z.int().nullable().optional(),
      name: text,
      email: text,
      password: text.nullable().optional(),
      permission: z.array(z.string().max(100)).max(MAX_PERMISSIONS).optional(),
      logo: z.string().max(2_000).nullable().optional(),
      logo_url: z.string().max(2_000).nullable().optional(),
      uuid: z.string().min(1).max(64).optional(),
      is_credit_assigned: z.boolean().optional(),
      email_credits: credits.optional(),
      lead_credits: credits.optional(),
    }),
    handle: ({ body }, { world, change }) => {
      const known = typeof body.id === "number" ? world.client(body.id) : undefined;
      if (typeof body.id === "number" && known === undefined) return clientNotFound();
      const fields = {
        name: body.name,
        email: body.email,
        password: body.password ?? known?.password ?? null,
        permission: body.permission ?? known?.permission ?? [],
        logo: body.logo ?? known?.logo ?? null,
        logoUrl: body.logo_url ?? known?.logoUrl ?? null,
        credits: creditsOf(body, known),
        ...(body.uuid !== undefined && { uuid: body.uuid }),
      };
      const id = known === undefined ? change("client.create", fields) : known.id;
      if (known !== undefined) change("client.update", { clientId: id, fields });
      const { name, email, password } = fields;
      return ok({ ok: true, clientId: id, name, email, password, data: { id } });
    },
  }),
  defineOperation({
    id: "clients.list",
    method: "GET",
    path: "/client/",
    summary: "Lists the clients.",
    sources: ["C3", "E6"],
    answers: [answer("A bare array.", z.array(clientSchema))],
    params: UNCHECKED,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: (_input, { world }) =>
      ok(
        world.clients.map((client) => ({
          ...clientRow(client),
          client_permision: { permission: client.permission, retricted_category: [] },
        })),
      ),
  }),
  defineOperation({
    id: "client-keys.create",
    method: "POST",
    path: "/client/api-key",
    summary: "Creates an API key for a client.",
    sources: ["A5"],
    answers: [keyAnswer, NOT_FOUND, LIMIT_REACHED],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({ clientId: z.int(), keyName: text }),
    handle: ({ body }, { world, change }) =>
      world.client(body.clientId) === undefined
        ? clientNotFound()
        : ok({ ok: true, data: keyRow(change("apiKey.create", body)) }),
  }),
  defineOperation({
    id: "client-keys.list",
    method: "GET",
    path: "/client/api-key",
    summary: "Lists the clients' API keys.",
    sources: ["A5"],
    answers: [
      answer("The keys.", z.strictObject({ ok: z.literal(true), message: z.string(), data: z.array(keySchema) })),
    ],
    params: UNCHECKED,
    query: z.strictObject({
      clientId: z.int().optional(),
      status: z.enum(["active", "inactive"]).optional(),
      keyName: z.string().max(MAX_TEXT_LENGTH).optional(),
    }),
    body: UNCHECKED,
    handle: ({ query }, { world }) => {
      const found = world.apiKeys.filter(
        ({ clientId, status, keyName }) =>
          (query.clientId ?? clientId) === clientId &&
          (query.status ?? status) === status &&
          keyName.includes(query.keyName ?? ""),
      );
      return ok({ ok: true, message: "API keys fetched", data: found.map(keyRow) });
    },
  }),
  defineOperation({
    id: "client-keys.delete",
    method: "DELETE",
    path: "/client/api-key/:id",
    summary: "Deletes a client's API key.",
    sources: ["A5"],
    answers: [answer("Deleted.", z.strictObject({ ok: z.literal(true), message: z.string() })), NO_KEY],
    params: KEY_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params: { id } }, { world, change }) => {
      if (world.apiKeys.every((key) => key.id !== id)) return keyNotFound();
      change("apiKey.delete", { id });
      return ok({ ok: true, message: "API key deleted successfully" });
    },
  }),
  defineOperation({
    id: "client-keys.reset",
    method: "PUT",
    path: "/client/api-key/reset/:id",
    summary: "Gives a client's API key a new secret; the old one stops working.",
    sources: ["A5"],
    answers: [keyAnswer, NO_KEY],
    params: KEY_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params: { id } }, { world, change }) =>
      world.apiKeys.every((key) => key.id !== id)
        ? keyNotFound()
        : ok({ ok: true, data: keyRow(change("apiKey.reset", { id })) }),
  }),
];

function keyRow({ id, clientId, keyName, apiKey, status, createdAt }: ClientApiKey): z.output<typeof keySchema> {
  return { id, client_id: clientId, key_name: keyName, api_key: apiKey, status, created_at: isoFromMs(createdAt) };
}

function creditsOf(
  body: {
    is_credit_assigned?: boolean | undefined;
    email_credits?: number | undefined;
    lead_credits?: number | undefined;
  },
  known: Client | undefined,
): Client["credits"] {
  const old = known?.credits ?? null;
  if (!(body.is_credit_assigned ?? old !== null)) return null;
  return { emails: body.email_credits ?? old?.emails ?? 0, leads: body.lead_credits ?? old?.leads ?? 0 };
}

function keyNotFound() {
  return refusal(404, "API key not found");
}

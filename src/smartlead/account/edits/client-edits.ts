import { SmartLeadMockError } from "../../../base/errors.ts";
import type { Client, ClientApiKey } from "../account.ts";
import type { Life } from "../life.ts";
import { type Edited, lookupClient, quietly } from "./edit.ts";

/** Maximum number of clients, and of their keys in total: more than a large agency has. */
export const MAX_CLIENTS = 5_000;
const MAX_API_KEYS = 5_000;

const FIRST_CLIENT_ID = 30_101;

export const CLIENT_EDITS = {
  "client.create": createClient,
  "client.update": updateClient,
  "apiKey.create": createApiKey,
  "apiKey.reset": resetApiKey,
  "apiKey.delete": deleteApiKey,
};

export type ClientFields = Pick<Client, "name" | "email" | "password" | "permission" | "logo" | "logoUrl" | "credits"> &
  Partial<Pick<Client, "uuid">>;

/** Returns the new client's id. */
function createClient({ store, identifiers }: Life, asked: ClientFields, at: number): Edited<number> {
  if (store.clients.length >= MAX_CLIENTS) throw full("clients", MAX_CLIENTS);
  const id = identifiers.madeId(
    "client",
    store.clients.map((client) => client.id),
    FIRST_CLIENT_ID,
  );
  store.addClient({ uuid: identifiers.statsId(), ...asked, id, createdAt: at });
  return quietly(id);
}

/** Fields that are left out are unchanged. */
function updateClient(
  life: Life,
  { clientId, fields }: { clientId: number; fields: Partial<ClientFields> },
): Edited<null> {
  Object.assign(lookupClient(life, clientId), fields);
  return quietly(null);
}

function createApiKey(
  life: Life,
  { clientId, keyName }: { clientId: number; keyName: string },
  at: number,
): Edited<ClientApiKey> {
  lookupClient(life, clientId);
  const { store, identifiers } = life;
  if (store.apiKeys.length >= MAX_API_KEYS) throw full("API keys", MAX_API_KEYS);
  const id = identifiers.madeId(
    "apiKey",
    store.apiKeys.map((key) => key.id),
    1,
  );
  const key: ClientApiKey = { id, clientId, keyName, apiKey: identifiers.apiKey(), status: "active", createdAt: at };
  store.apiKeys.push(key);
  return quietly({ ...key });
}

/** Gives the key a new secret; the old one becomes invalid. */
function resetApiKey(life: Life, { id }: { id: number }): Edited<ClientApiKey> {
  const key = foundKey(life, id);
  key.apiKey = life.identifiers.apiKey();
  return quietly({ ...key });
}

function deleteApiKey(life: Life, { id }: { id: number }): Edited<null> {
  life.store.apiKeys.splice(life.store.apiKeys.indexOf(foundKey(life, id)), 1);
  return quietly(null);
}

function foundKey({ store }: Life, id: number): ClientApiKey {
  const key = store.apiKeys.find((one) => one.id === id);
  if (key !== undefined) return key;
  throw new SmartLeadMockError("not_found", `There is no API key ${id}.`);
}

function full(what: string, limit: number): SmartLeadMockError {
  return new SmartLeadMockError("conflict", `There are ${limit} ${what} already; delete one first.`);
}

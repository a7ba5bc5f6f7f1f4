import { definedOnly } from "../base/defined-only.ts";
import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import type { ConfigWebhook } from "../config/config-schema.ts";
import type { Settings } from "../config/settings.ts";
import type { LoadedWorld } from "../config/world-file.ts";
import type { SignatureForm } from "../delivery/outgoing-request.ts";
import type { MockOptions, SmartLeadMock } from "../mock/mock.ts";
import { mockOptionsFrom } from "../mock/options-reading.ts";
import { CATEGORIES } from "../smartlead/account/categories.ts";
import type { Category } from "../smartlead/events/event.ts";
import { EVENT_TYPES, type EventType } from "../smartlead/events/event-types.ts";

/** A webhook in the form that a mock is started with. */
type NewWebhook = NonNullable<MockOptions["webhooks"]>[number];

/** The mock options in the settings, except for its target and its own webhooks. */
export function mockOptionsOfSettings(settings: Settings): MockOptions {
  const { values, policy, config, headers, ownDialect = null } = settings;
  checkRotation(settings);
  const signature = signatureFormOf(settings);
  return mockOptionsFrom({ ...values, ...config, headers, signature }, { policy, ownDialect: ownDialect ?? undefined });
}

/** Throws `usage` for a rotation without a secret to rotate to. */
function checkRotation({ values, nameOf }: Settings): void {
  if (values.previousSecret === undefined || values.secret !== undefined) return;
  const name = nameOf("previousSecret");
  throw new SmartLeadMockError("usage", `${name} is the old secret of a rotation; add --secret with the new one.`);
}

/** Throws `usage` for a form of signatures if nothing is signed. */
export function signatureFormOf({ values, layerOf }: Settings): SignatureForm {
  const { signature = "sha256", secret } = values;
  if (signature === "none" || secret !== undefined || layerOf("signature") !== "flag") return signature;
  throw new SmartLeadMockError(
    "usage",
    `--signature ${signature} needs a secret to sign with; add --secret, the secret that your receiver checks.`,
  );
}

/** The webhooks of the configuration and of a world file. Throws `config` for a category that the account does not have. */
export async function webhooksOf(settings: Settings, world: LoadedWorld | null = null): Promise<NewWebhook[]> {
  return writtenWebhooks(settings, world).map(({ asked, place }, index) =>
    definedOnly({
      name: asked.name ?? `config ${index + 1}`,
      url: asked.url,
      level: asked.level,
      headers: asked.headers,
      clientId: asked.client_id ?? null,
      campaignId: asked.campaign_id ?? null,
      eventTypeMap: mapOf(asked.events ?? asked.event_types ?? EVENT_TYPES),
      categoryIdMap: Object.fromEntries(
        (asked.categories ?? []).map((category) => [categoryId(category, CATEGORIES, place("categories")), true]),
      ),
    }),
  );
}

/** A webhook of a file, and the name of its keys in errors. */
interface WrittenWebhook {
  readonly asked: ConfigWebhook;
  place(key: string): string;
}

function writtenWebhooks({ config, placeOf }: Settings, world: LoadedWorld | null): readonly WrittenWebhook[] {
  const files = [{ webhooks: config.webhooks ?? [], placeOf }, ...(world === null ? [] : [world])];
  return files.flatMap((file) =>
    file.webhooks.map((asked, index) => ({ asked, place: (key) => file.placeOf(["webhooks", index, key]) })),
  );
}

/** Throws `config` if a webhook belongs to a client or campaign that the account does not have. */
export function checkWebhookOwners(settings: Settings, own: LoadedWorld | null, { world }: SmartLeadMock): void {
  writtenWebhooks(settings, own).forEach(({ asked, place }) => {
    const complain = (key: "client_id" | "campaign_id", known: readonly { readonly id: number }[]) => {
      const ids = known.map(({ id }) => id).join(", ");
      throw new SmartLeadMockError("config", `${place(key)} ${asked[key]} is not in the account, which has ${ids}.`);
    };
    if (asked.client_id !== undefined && world.client(asked.client_id) === undefined)
      complain("client_id", world.clients);
    if (asked.campaign_id !== undefined && world.campaign(asked.campaign_id) === undefined)
      complain("campaign_id", world.campaigns);
  });
}

function mapOf(types: readonly EventType[]): NewWebhook["eventTypeMap"] {
  const map: Partial<Record<EventType, boolean>> = {};
  for (const type of types) map[type] = true;
  return map;
}

function categoryId(asked: string | number, known: readonly Category[], place: string): string {
  const wanted = String(asked).toLowerCase();
  const category = known.find(({ id, name }) => String(id) === wanted || name.toLowerCase() === wanted);
  if (category !== undefined) return String(category.id);
  const names = known.map(({ name }) => name);
  const meant = didYouMean(wanted, names);
  const hint = meant === null ? `; there are ${names.join(", ")}.` : `; did you mean ${meant}?`;
  throw new SmartLeadMockError("config", `${place} has ${JSON.stringify(asked)}, which is not a category${hint}`);
}

import { DELIVERY_HEADERS, SchemaComponents, type WebhookMessage, webhookMessages } from "./openapi-components.ts";

/** JSON data. */
type Part = Readonly<Record<string, unknown>>;

/**
 * Describes the deliveries as AsyncAPI 3.0: a channel for each dialect, a message for each event type, made from the schemas that also make
 * the bodies.
 */
export function asyncApiDocument(version: string): Part {
  const components = new SchemaComponents();
  const messages = webhookMessages(components);
  const dialects = [...new Set(messages.map(({ dialect }) => dialect))];
  return {
    asyncapi: "3.0.0",
    info: {
      title: "SmartLead webhooks",
      version,
      description:
        "The bodies that smartlead-mock sends to webhooks, by dialect. All webhooks get the same dialect, chosen with --dialect.",
    },
    defaultContentType: "application/json",
    channels: Object.fromEntries(dialects.map((dialect) => [dialect, channelOf(dialect, messages)])),
    operations: Object.fromEntries(dialects.map((dialect) => [`send-${dialect}`, operationOf(dialect)])),
    components: { schemas: components.all() },
  };
}

function channelOf(dialect: string, messages: readonly WebhookMessage[]): Part {
  const own = messages.filter((message) => message.dialect === dialect);
  return {
    // The address is the receiver's URL, set when a webhook is registered.
    address: null,
    description: `Bodies in the dialect ${dialect}.`,
    messages: Object.fromEntries(own.map((message) => [message.type, messageOf(message)])),
  };
}

function messageOf({ type, dialect, schema }: WebhookMessage): Part {
  const headers = Object.entries(DELIVERY_HEADERS).map(([name, description]) => [
    name,
    { type: "string", description },
  ]);
  return {
    name: `${dialect}.${type}`,
    title: type,
    contentType: "application/json",
    headers: { type: "object", properties: Object.fromEntries(headers) },
    payload: schema,
  };
}

function operationOf(dialect: string): Part {
  return { action: "send", channel: { $ref: `#/channels/${dialect}` } };
}

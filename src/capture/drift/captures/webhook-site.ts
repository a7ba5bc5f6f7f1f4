import { isObject } from "../../../smartlead/payloads/own/is-object.ts";
import { type Captured, placeIn, type ReadForm } from "./captured.ts";

/**
 * What webhook.site gives out: the answer of its API (`{"data": […]}`), a list of requests, or one. A request there has `token_id`
 * and its body as the text `content`.
 */
export const readWebhookSite: ReadForm = (parsed, name) => {
  const listed =
    isObject(parsed) && Array.isArray(parsed.data) ? parsed.data : Array.isArray(parsed) ? parsed : [parsed];
  const requests = listed.filter(isRequest);
  if (requests.length === 0) return null;
  return requests.flatMap(({ content }, index): Captured[] => {
    const place = placeIn(name, index, { count: requests.length, what: "request" });
    return content === "" ? [] : [{ place, content }];
  });
};

function isRequest(value: unknown): value is { readonly content: string } {
  return isObject(value) && typeof value.token_id === "string" && typeof value.content === "string";
}

/** Maximum bytes of a request: enough for the 400 leads that SmartLead accepts at once (smartlead.md §4), with custom fields. */
export const REST_BODY_LIMIT_BYTES = 5 * 1024 * 1024;

export type ReadBody =
  | { readonly isReadable: true; readonly value: unknown }
  | { readonly isReadable: false; readonly message: string };

/**
 * Reads a body as Express's JSON parser does: only with a JSON content type, an empty body is an empty object, and the outermost value must
 * be an object or a list.
 */
export function readJsonText(contentType: string | null | undefined, text: string): ReadBody {
  if (text === "" || !isJson(contentType)) return { isReadable: true, value: {} };
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    if (typeof value === "object" && value !== null) return { isReadable: true, value };
    return { isReadable: false, message: "Invalid JSON in the request body: it must be an object or an array." };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { isReadable: false, message: `Invalid JSON in the request body: ${detail}` };
  }
}

function isJson(contentType: string | null | undefined): boolean {
  return contentType?.split(";")[0]?.trim().toLowerCase() === "application/json";
}

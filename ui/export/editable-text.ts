import { exportedBody, faithfulValue } from "./exported-body.ts";

/** A body for an editor: JSON laid out where that changes nothing of what it says, everything else as it came. */
export function editableText(body: string): string {
  const kept = exportedBody(body);
  const value = faithfulValue(kept);
  return value === undefined ? kept : `${JSON.stringify(value, null, 2)}\n`;
}

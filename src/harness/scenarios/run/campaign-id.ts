import { didYouMean } from "../../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../../base/errors.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";

/** The id of a campaign given by id or name. Throws `not_found`. */
export function campaignIdOf({ campaigns }: Pick<SmartLeadMock["world"], "campaigns">, asked: number | string): number {
  const found = campaigns.find(({ id, name }) => id === asked || name === asked || String(id) === String(asked));
  if (found !== undefined) return found.id;
  const known = campaigns.map(({ name }) => name);
  const meant = didYouMean(String(asked), known);
  const hint = meant === null ? `there are ${known.join(", ") || "none"}.` : `did you mean ${meant}?`;
  throw new SmartLeadMockError("not_found", `There is no campaign ${JSON.stringify(asked)}; ${hint}`);
}

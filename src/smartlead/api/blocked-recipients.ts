import type { OperationWorld } from "./operation.ts";

/** What SmartLead says to an email for someone on the block list is not known. */
export const BLOCKED_RECIPIENT = "The recipient is on the block list";

/** Whether one of the addresses, separated by commas and each with or without a name, is on the block list of the account or the client. */
export function isBlocked({ crm }: Pick<OperationWorld, "crm">, addresses: string, clientId: number | null): boolean {
  return addresses.split(/[,;]/).some((part) => {
    const address = /<([^<>]*)>\s*$/.exec(part)?.[1] ?? part;
    return crm.isBlocked(address.trim(), clientId);
  });
}

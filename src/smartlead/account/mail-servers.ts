import type { Mailbox } from "./account.ts";
import { domainOf } from "./identifiers.ts";

/** How a seeded mailbox is reached: addresses under its own reserved domain, so that nothing real is named. */
export function mailServersOf(
  email: string,
  esp: Mailbox["esp"],
): Pick<Mailbox, "username" | "password" | "smtpHost" | "smtpPort" | "imapHost" | "imapPort"> {
  const domain = domainOf(email);
  return {
    username: email,
    password: `made-up-${esp.toLowerCase()}-password`,
    smtpHost: `smtp.${domain}`,
    smtpPort: 465,
    imapHost: `imap.${domain}`,
    imapPort: 993,
  };
}

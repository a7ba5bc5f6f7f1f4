export const MAILBOX_EDITS = {};

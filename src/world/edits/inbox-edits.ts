export const INBOX_EDITS = {};

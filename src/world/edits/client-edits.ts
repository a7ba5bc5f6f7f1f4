export const CLIENT_EDITS = {};

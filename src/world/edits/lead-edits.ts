export const LEAD_EDITS = {};

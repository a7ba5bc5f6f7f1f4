// The package's entry point for msw: request handlers for SmartLead's REST API on the account of a mock in the same process.
export { type HandlerOptions, SMARTLEAD_API_BASE, smartleadHandlers } from "./smartlead-handlers.ts";

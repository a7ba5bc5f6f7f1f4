// What a page would import, in one bundle: the library, the handlers, and of msw the part that needs no service worker.
export { getResponse } from "msw";
export { systemTime } from "../../src/base/time/system-clock.ts";
export { signatureOf } from "../../src/delivery/outgoing-request.ts";
export { createSmartLead } from "../../src/index.ts";
export { SMARTLEAD_API_BASE, smartleadHandlers } from "../../src/library/msw/index.ts";

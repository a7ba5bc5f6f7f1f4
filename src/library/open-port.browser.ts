import { SmartLeadMockError } from "../base/errors.ts";
import type { openPort as openPortInNode } from "./open-port.ts";

/** A browser opens no port. */
export const openPort: typeof openPortInNode = async () => {
  throw new SmartLeadMockError(
    "usage",
    "A browser cannot open a port, so listen() does not work here; call api() or use smartlead-mock/msw.",
  );
};

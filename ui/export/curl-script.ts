import { curlLine } from "../../src/base/curl-line.ts";
import type { DeliveryRequest } from "../../src/delivery/delivery.ts";

/** A file for `sh` that sends the request once more, and says which environment variables it reads secrets from. */
export function curlScript(request: DeliveryRequest): string {
  const { line, variables } = curlLine(request);
  const needed = [...variables.keys()].map(
    (name) => `# ${name}: a secret of this request, to be set in the environment\n`,
  );
  return `${needed.join("")}${line}\n`;
}

/** Only the pool: undici's main entry also loads fetch, caches, cookies and mocks, which cost a quarter of the start-up time. */
declare module "undici/lib/dispatcher/pool.js" {
  import type { Pool } from "undici";

  const UndiciPool: typeof Pool;
  export default UndiciPool;
}

declare module "undici/lib/core/connect.js" {
  import type { buildConnector } from "undici";

  const connect: typeof buildConnector;
  export default connect;
}

declare module "undici/lib/dispatcher/client.js" {
  import type { Client } from "undici";

  const UndiciClient: typeof Client;
  export default UndiciClient;
}

/** Keys under which undici keeps a connection's parser. */
declare module "undici/lib/core/symbols.js" {
  const symbols: { readonly kSocket: unique symbol; readonly kParser: unique symbol };
  export default symbols;
}

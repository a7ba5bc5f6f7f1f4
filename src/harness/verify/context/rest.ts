/** Waits for late work while other checks send, if several wait concurrently. */
export type Rest = <Value>(wait: () => Promise<Value>) => Promise<Value>;

/** For a check that runs alone. */
export const alone: Rest = (wait) => wait();

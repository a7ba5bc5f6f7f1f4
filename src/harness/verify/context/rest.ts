/** Waits for late work while other checks speak, where several are awaited at the same time. */
export type Rest = <Value>(wait: () => Promise<Value>) => Promise<Value>;

/** Where nobody else speaks. */
export const alone: Rest = (wait) => wait();

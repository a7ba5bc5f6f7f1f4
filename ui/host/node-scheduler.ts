import { type Scheduler, systemScheduler } from "../scheduler.ts";

/** Real time on Node, where a process knows how long it has worked. */
export const nodeScheduler: Scheduler = {
  ...systemScheduler,
  workedMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },
};

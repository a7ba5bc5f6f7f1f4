import { createHash } from "node:crypto";
import { expect, it, vi } from "vitest";
import { SmartLeadMockError } from "../../../src/base/errors.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { systemTime } from "../../../src/base/time/system-clock.ts";
import type { Disk } from "../../../src/journal/storage/disk.ts";
import { type LockOwner, takeLock } from "../../../src/journal/storage/lock.ts";

/**
 * Every order in which several processes can do the file operations of taking and releasing one lock. A process is played by calling
 * it anew for each of its steps: what it saw so far is given to it again, the next operation is really done, the one after stops it.
 */

/** Some thousand states a second: seconds, more on a machine that has much else to do. */
vi.setConfig({ testTimeout: 60_000 });

const PATH = "/data/lock";
const STOP = new Error("The step is over.");

/** What an operation gave: a value or an error. */
type Seen = { readonly value: unknown } | { readonly code: string };

interface Process {
  readonly pid: number;
  readonly seen: readonly Seen[];
  readonly state: "starting" | "holding" | "releasing" | "refused" | "released" | "dead";
}

/** Names point at files, as in a real file system: who has opened a file writes to it wherever it has been moved. */
interface State {
  readonly names: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly processes: readonly Process[];
  readonly kills: number;
}

function step(state: State, pid: number): State {
  vi.spyOn(systemTime, "epochMs").mockReturnValue(0);
  const names = { ...state.names };
  const files = { ...state.files };
  const process = state.processes.find((one) => one.pid === pid);
  if (process === undefined) return state;
  let [calls, hasDone] = [0, false];
  const seen = [...process.seen];
  const perform = <Value>(operation: () => Value): Value => {
    const known = seen[calls];
    calls += 1;
    if (known === undefined && hasDone) throw STOP;
    const result = known ?? outcomeOf(operation);
    if (known === undefined) {
      hasDone = true;
      seen.push(result);
    }
    if ("code" in result) throw failure(result.code);
    return result.value as Value;
  };
  const isDead = (other: number) => !state.processes.some((one) => one.pid === other && one.state !== "dead");
  const owner: LockOwner = {
    pid,
    host: "here",
    isAlive: (other) => perform(() => !isDead(other)),
    startOf: (other) => `start of ${other}`,
  };
  const disk = diskOf({ names, files, pid, perform });
  let next = process.state;
  try {
    const lock = takeLock(disk, PATH, owner);
    perform(() => true);
    next = "holding";
    if (seen.length > process.seen.length) throw STOP;
    next = "releasing";
    lock.release();
    // A release swallows whatever stops it, so that its end has to be a step of its own.
    perform(() => true);
    next = "released";
  } catch (error) {
    if (error instanceof SmartLeadMockError) next = "refused";
    else if (error !== STOP) throw error;
  }
  // What one saw that does nothing any more makes no difference.
  const kept = RUNNING.includes(next) ? seen : [];
  const processes = state.processes.map((one) => (one.pid === pid ? { pid, seen: kept, state: next } : one));
  return { names, files, processes, kills: state.kills };
}

interface World {
  readonly names: Record<string, string>;
  readonly files: Record<string, string>;
  readonly pid: number;
  readonly perform: <Value>(operation: () => Value) => Value;
}

function diskOf({ names, files, pid, perform }: World): Disk {
  const content = (path: string) => files[names[path] ?? ""];
  const unused = () => {
    throw new Error("A lock does not need this.");
  };
  return {
    makeDirectory: unused,
    size: unused,
    changedAt: unused,
    write: unused,
    open: unused,
    list: () =>
      perform(() =>
        Object.keys(names)
          .map((path) => path.replace("/data/", ""))
          .sort(),
      ),
    read: (path) => {
      if (!perform(() => names[path] !== undefined)) return null;
      const text = perform(() => content(path) ?? refuse("ENOENT"));
      return Buffer.from(text);
    },
    create: (path, data) => {
      const file = perform(() => {
        if (names[path] !== undefined) refuse("EEXIST");
        const made = `${pid}.${Object.keys(files).filter((name) => name.startsWith(`${pid}.`)).length}`;
        names[path] = made;
        files[made] = "";
        return made;
      });
      perform(() => {
        files[file] = data;
      });
    },
    rename: (from, to) =>
      perform(() => {
        names[to] = names[from] ?? refuse("ENOENT");
        delete names[from];
      }),
    remove: (path) =>
      perform(() => {
        delete names[path];
      }),
  };
}

function outcomeOf(operation: () => unknown): Seen {
  try {
    return { value: operation() };
  } catch (error) {
    return { code: (error as { code: string }).code };
  }
}

function refuse(code: string): never {
  throw failure(code);
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

const RUNNING = ["starting", "holding", "releasing"];

/** What can happen next: a step of any process, the death of one that runs or has been refused. */
function nextStates(state: State, maxKills: number): State[] {
  return state.processes.flatMap((process) => {
    const isRunning = RUNNING.includes(process.state);
    const steps = isRunning ? [step(state, process.pid)] : [];
    const mayDie = process.state === "refused" || (isRunning && state.kills < maxKills);
    if (!mayDie) return steps;
    const processes = state.processes.map((one) =>
      one.pid === process.pid ? { ...one, seen: [], state: "dead" as const } : one,
    );
    return [...steps, { ...state, processes, kills: state.kills + (isRunning ? 1 : 0) }];
  });
}

/** Goes through all of them; returns how many there are and what each process came to in those where nothing is left to do. */
function explore(start: State, maxKills: number) {
  const known = new Set<string>();
  const ends = new Set<string>();
  const left = [start];
  for (let state = left.pop(); state !== undefined; state = left.pop()) {
    const key = createHash("md5").update(JSON.stringify(state)).digest("base64");
    if (known.has(key)) continue;
    known.add(key);
    const holding = state.processes.filter((one) => one.state === "holding");
    if (holding.length > 1) expect.fail(`Two hold the lock: ${JSON.stringify(state)}`);
    const next = nextStates(state, maxKills);
    if (state.processes.every((one) => ["dead", "released"].includes(one.state))) expectFree(state);
    if (!state.processes.some((one) => RUNNING.includes(one.state))) {
      ends.add(state.processes.map((one) => one.state).join(" "));
    }
    left.push(...next);
  }
  return { states: known.size, ends };
}

/** Whatever the others left behind, the next one gets the lock when they are gone. */
function expectFree(state: State): void {
  const others = state.processes.map((one) => ({ ...one, state: "dead" as const }));
  let alone: State = { ...state, processes: [...others, { pid: 9, seen: [], state: "starting" }] };
  const last = () => alone.processes.at(-1)?.state ?? "refused";
  while (last() === "starting") alone = step(alone, 9);
  if (last() !== "holding") expect.fail(`Nobody gets it any more: ${JSON.stringify(state)}`);
}

const starting = (pid: number): Process => ({ pid, seen: [], state: "starting" });
const stale = (text: string) => ({ names: { [PATH]: "0.0" }, files: { "0.0": text } });
const DEAD_OWNER = JSON.stringify({ pid: 7, host: "here", start: "start of 7", since: "then" });

it.each([
  ["a fresh directory", { names: {}, files: {} }],
  ["a dead owner's lock", stale(DEAD_OWNER)],
  ["a lock that was being written when its owner was killed", stale(DEAD_OWNER.slice(0, 10))],
])("in no order do two of two processes get the lock of %s, with one of them killed anywhere", (_, disk) => {
  const { states, ends } = explore({ ...disk, processes: [starting(1), starting(2)], kills: 0 }, 1);
  expect(states).toBeGreaterThan(100);
  expect([...ends]).toEqual(expect.arrayContaining(["released refused", "refused released", "released released"]));
  expect([...ends]).not.toContain("refused refused");
});

/** Three have more orders than can be gone through: a sample of them, in which one process often does several steps in a row. */
const WALKS = 2_000;
const SWITCHES_OF_TEN = 3;

it.each([
  ["a fresh directory", { names: {}, files: {} }],
  ["a dead owner's lock", stale(DEAD_OWNER)],
])("in no order tried do two of three processes get the lock of %s", (_, disk) => {
  const random = seededRandom(1, "orders");
  for (let walk = 0; walk < WALKS; walk += 1) {
    let state: State = { ...disk, processes: [1, 2, 3].map(starting), kills: 0 };
    let pid = 1;
    for (let running = runningOf(state); running.length > 0; running = runningOf(state)) {
      if (!running.includes(pid) || random.int(1, 10) <= SWITCHES_OF_TEN) pid = random.pick(running);
      state = step(state, pid);
      if (state.processes.filter((one) => one.state === "holding").length > 1) expect.fail(JSON.stringify(state));
    }
    const holder = state.processes.find((one) => one.state === "holding")?.pid;
    const says = JSON.parse(state.files[state.names[PATH] ?? ""] ?? "{}");
    if (holder !== undefined && says.pid !== holder) expect.fail(`${holder} lost its file: ${JSON.stringify(state)}`);
  }
});

/** Who still does something by itself; the one that holds the lock goes on holding it. */
function runningOf(state: State): number[] {
  return state.processes.filter((one) => one.state === "starting").map((one) => one.pid);
}

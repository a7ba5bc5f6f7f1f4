import type { FaultRule } from "../../faults/fault.ts";
import type { Account } from "../bench/account.ts";
import type { Bench } from "../bench/bench.ts";
import type { Sent } from "../bench/sent.ts";
import { type Check, type CheckText, defineCheck, type Judgement } from "../check.ts";
import { judgeRepeated } from "../judging/duplicates.ts";
import { about, inconclusive, skip } from "../judging/findings.ts";
import { hasRetries, NO_RETRIES, naturally } from "./conversation.ts";
import { OWN_FAILURE } from "./own-failure.ts";

/** Copies beside the original, and how often they come: a race that is lost now and then is found in some of them. */
const COPIES = 3;
const ROUNDS = 3;
const DAY_MS = 86_400_000;
const SOURCE = "smartlead.md §1 X-Request-Id and Deduplication (A1, D402, D403)";
const HINT =
  "Remember the X-Request-Id together with the work, under a unique key and in the same transaction; answer 2xx without working when it comes again.";

/** A fault at the first attempt, so that the same request comes again. */
function afterFault(text: Pick<CheckText, "id" | "title" | "how">, fault: FaultRule, circumstance: string): Check {
  return defineCheck<Sent | string>({
    ...text,
    source: SOURCE,
    hint: HINT,
    arrange: async (bench) =>
      hasRetries(bench) ? naturally(bench.account(), bench, { faults: [{ ...fault, attempt: 1 }] }) : NO_RETRIES,
    judge: (seen, bench) => (typeof seen === "string" ? skip(seen) : judgeRepeated([seen], bench, { circumstance })),
  });
}

interface Simultaneous {
  readonly sent: readonly Sent[];
  readonly meetings: Account["meetings"];
}

async function atTheSameMoment(bench: Bench): Promise<Simultaneous> {
  const account = bench.account({ lanes: COPIES + 1 });
  const sent: Sent[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    sent.push(await naturally(account, bench, { faults: [{ kind: "duplicate", copies: COPIES, concurrent: true }] }));
  }
  return { sent, meetings: account.meetings };
}

function judgeSimultaneous({ sent, meetings }: Simultaneous, bench: Bench): Judgement {
  const met = meetings.filter(({ requests }) => requests === COPIES + 1);
  if (met.length === 0)
    return inconclusive({
      reason: "The requests did not reach the receiver together: it took no four connections at once.",
    });
  const spread = Math.max(...met.map(({ spreadMs }) => spreadMs));
  const evidence = [
    `${COPIES + 1} requests with one X-Request-Id met ${met.length} times: headers sent on a connection each, then all bodies within ${about(spread)}.`,
  ];
  return judgeRepeated(sent, bench, {
    circumstance: "that comes four times at the same moment",
    isSimultaneous: true,
    evidence,
  });
}

export const IDEMPOTENCY: readonly Check[] = [
  defineCheck({
    id: "SL-4.1",
    title: "a request that comes again is worked on once",
    how: "An event, answered, and then the same request again. Worked on twice, or refused: fail. Nothing shows it: inconclusive.",
    source: SOURCE,
    hint: HINT,
    arrange: async (bench) => {
      const account = bench.account();
      return account.again(await naturally(account, bench));
    },
    judge: (sent, bench) => judgeRepeated([sent], bench, { circumstance: "that comes again" }),
  }),
  defineCheck({
    id: "SL-4.2",
    title: "the same request at the same moment is worked on once",
    how: "Four requests with one X-Request-Id on four connections; once all headers are sent, the bodies are released together; three times. Graded as SL-4.1.",
    source: SOURCE,
    hint: "Between the look whether an id is known and the mark that it is, another request gets through: insert the id first, under a unique key, in the transaction of the work, and let the second wait for the first.",
    arrange: atTheSameMoment,
    judge: judgeSimultaneous,
  }),
  afterFault(
    {
      id: "SL-4.3",
      title: "a request that comes again because its answer was lost is worked on once",
      how: "The receiver answers, the connection breaks before the answer is read, and the retry follows. Graded as SL-4.1.",
    },
    { kind: "lost-response" },
    "that comes again after its answer was lost",
  ),
  afterFault(
    {
      id: "SL-4.4",
      title: "a request that comes again after a timeout is worked on once",
      how: "The receiver's answer is not seen within the timeout, and the retry follows. Graded as SL-4.1.",
    },
    { kind: "timeout" },
    "that comes again after a timeout",
  ),
  OWN_FAILURE.isNotSwallowed,
  defineCheck({
    id: "SL-4.6",
    title: "a request that comes again a day later is worked on once",
    how: "An event, and the same request a day later on the mock's clock (X-Mock-Time), as somebody sends failed events again. Graded as SL-4.1.",
    source: `${SOURCE}; §1: failed events can be replayed with retrigger-failed-events (A1, A4)`,
    hint: "Keep request ids for some weeks, and not for an hour.",
    arrange: async (bench) => {
      const account = bench.account();
      return account.again(await naturally(account, bench), { afterMs: DAY_MS });
    },
    judge: (sent, bench) => judgeRepeated([sent], bench, { circumstance: "that comes again a day later" }),
  }),
];

export const IDEMPOTENCY_AFTER_RESTART: Check = defineCheck<Sent | string>({
  id: "SL-4.10",
  title: "a request that comes again after a restart is worked on once",
  how: "An event, a restart of the receiver, and the same request again. Needs the receiver's command behind --. Graded as SL-4.1, but for work done twice, which warns: a receiver that was started for a test may well have no database.",
  source: SOURCE,
  hint: "Keep request ids where they outlive the process: in the database, not in memory.",
  arrange: async (bench) => {
    const { restartReceiver } = bench;
    if (restartReceiver === null) return "Only a receiver whose command stands behind -- can be started anew.";
    const account = bench.account();
    const sent = await naturally(account, bench);
    await restartReceiver();
    return account.again(sent);
  },
  judge: (seen, bench) =>
    typeof seen === "string"
      ? skip(seen)
      : mildly(judgeRepeated([seen], bench, { circumstance: "that comes again after a restart" })),
});

function mildly(judgement: Judgement): Judgement {
  return judgement.grade === "fail" ? { ...judgement, grade: "warn" } : judgement;
}

// The second process of a receiver: takes jobs from the first, works on each a moment later, and says when it is done.
import { setTimeout as sleep } from "node:timers/promises";

const LATER_MS = 25;
process.on("message", async ({ job, request }) => {
  await sleep(LATER_MS);
  for (let isDone = false; !isDone; ) {
    isDone =
      request === null ||
      (await fetch(request.url, request.init).then(
        ({ ok }) => ok,
        () => false,
      ));
    if (!isDone) await sleep(50);
  }
  process.send({ job });
});

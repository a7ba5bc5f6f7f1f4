import type { Random } from "../../../base/random.ts";
import type { SentMessage } from "../../events/event.ts";
import type { Contact, Life } from "../life.ts";
import { REPLY_KINDS } from "../replying.ts";
import { linksIn } from "../texts/render.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Shares of emails, as senders of cold mail report them in round figures. */
const FIRST_BOUNCE_SHARE = 0.02;
/** Whose first email arrived seldom lose their address before the next. */
const LATER_BOUNCE_SHARE = 0.003;
const OPEN_SHARE = 0.45;
const REOPEN_SHARE = 0.35;
const CLICK_SHARE = 0.16;
const REPLY_SHARE = 0.07;
const UNSUBSCRIBE_SHARE = 0.01;

/** Draws what will come of an email that has just gone out, and puts it where the world expects it. */
export function expectReactions(
  { random, living }: Life,
  { campaign, enrolment }: Contact,
  message: SentMessage,
): void {
  const about = { id: enrolment.mapId, statsId: message.statsId };
  const { at } = message;
  const bounceShare = enrolment.currentStep === 1 ? FIRST_BOUNCE_SHARE : LATER_BOUNCE_SHARE;
  if (random.next() < bounceShare) {
    living.expected.add({ ...about, kind: "bounce", at: at + between(random, SECOND_MS, 5 * MINUTE_MS) });
    return;
  }
  if (random.next() < OPEN_SHARE)
    expectOpens(random, (kind, wait) => living.expected.add({ ...about, kind, at: at + wait }), {
      isOpenTracked: !campaign.trackSettings.includes("DONT_EMAIL_OPEN"),
      isClickTracked: !campaign.trackSettings.includes("DONT_LINK_CLICK") && linksIn(message.html).length > 0,
    });
  if (random.next() >= REPLY_SHARE || campaign.trackSettings.includes("DONT_REPLY_TO_AN_EMAIL")) return;
  const sort = random.weighted(REPLY_KINDS);
  const wait =
    sort === "out-of-office"
      ? between(random, 20 * SECOND_MS, 5 * MINUTE_MS)
      : longTail(random, 10 * MINUTE_MS, 60 * HOUR_MS);
  living.expected.add({ ...about, kind: "reply", at: at + wait, sort });
}

/** Who opens may open again, click, or have enough. */
function expectOpens(
  random: Random,
  expect: (kind: "open" | "click" | "unsubscribe", wait: number) => void,
  { isOpenTracked, isClickTracked }: { isOpenTracked: boolean; isClickTracked: boolean },
): void {
  let wait = longTail(random, MINUTE_MS, 40 * HOUR_MS);
  if (isOpenTracked) expect("open", wait);
  if (isClickTracked && random.next() < CLICK_SHARE)
    expect("click", wait + between(random, 5 * SECOND_MS, 3 * MINUTE_MS));
  if (random.next() < UNSUBSCRIBE_SHARE / OPEN_SHARE) {
    expect("unsubscribe", wait + between(random, 10 * SECOND_MS, 10 * MINUTE_MS));
    return;
  }
  while (isOpenTracked && random.next() < REOPEN_SHARE) {
    wait += longTail(random, 10 * MINUTE_MS, 24 * HOUR_MS);
    expect("open", wait);
  }
}

/** Most come soon, some late. */
function longTail(random: Random, shortest: number, longest: number): number {
  return Math.floor(shortest + (longest - shortest) * random.next() ** 3);
}

function between(random: Random, shortest: number, longest: number): number {
  return Math.floor(shortest + (longest - shortest) * random.next());
}

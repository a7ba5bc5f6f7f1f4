import type { ReceiverCall } from "../../../delivery/delivery.ts";
import type { Account } from "./check-mock.ts";
import type { SharedEndpoint } from "./shared-endpoint.ts";

/** Everything behind the receiver is down: SmartLead's API and the sink answer with an error. */
export class Outage {
  readonly status: number;
  readonly #account: Account;
  readonly #front: SharedEndpoint;
  readonly #callsBefore: number;
  readonly #resumeLearning: () => void;
  #isOver = false;
  #callsDuring = 0;

  constructor(account: Account, front: SharedEndpoint, status: number) {
    this.status = status;
    this.#account = account;
    this.#front = front;
    this.#callsBefore = account.mock.reactions.calls().length;
    this.#resumeLearning = account.pauseLearning();
    account.mock.faults.arm({ kind: "api-status", status });
    front.setSink(status);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** All works again. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#front.setSink(200);
    this.#account.mock.faults.clear();
    this.#callsDuring = this.#account.mock.reactions.calls().length;
    this.#resumeLearning();
  }

  /** Calls of the receiver that were answered with the error. */
  get felt(): readonly ReceiverCall[] {
    return this.#account.mock.reactions
      .calls()
      .slice(this.#callsBefore)
      .filter(({ status }) => status === this.status);
  }

  /** The call that failed was made again once all worked again, and succeeded. */
  get hasCallSucceeded(): boolean {
    if (!this.#isOver) return false;
    const failed = new Set(this.felt.map(nameOf));
    const later = this.#account.mock.reactions.calls().slice(this.#callsDuring);
    return later.some((call) => call.status > 0 && call.status < 400 && failed.has(nameOf(call)));
  }
}

function nameOf({ source, operation, method, path }: ReceiverCall): string {
  return operation ?? `${source} ${method} ${path.split("?")[0]}`;
}

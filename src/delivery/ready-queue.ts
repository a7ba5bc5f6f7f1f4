/** Due items that wait for a free slot: first come, first served, but a webhook without free slots does not block the others. */
export class ReadyQueue<Item> {
  readonly #queues = new Map<number, WebhookQueue<Item>>();
  readonly #limits: { readonly perWebhook: number; readonly total: number };
  #inFlight = 0;
  #order = 0;

  constructor(limits: { readonly perWebhook: number; readonly total: number }) {
    this.#limits = limits;
  }

  push(webhookId: number, item: Item): void {
    this.#queueOf(webhookId).waiting.push({ order: this.#order, item });
    this.#order += 1;
  }

  /** Takes the next item with a free slot, and occupies it; `null` when none exists. */
  take(): Item | null {
    if (this.#inFlight >= this.#limits.total) return null;
    const queue = this.#nextQueue();
    const next = queue?.waiting.shift();
    if (queue === undefined || next === undefined) return null;
    queue.inFlight += 1;
    this.#inFlight += 1;
    return next.item;
  }

  /** Releases a slot. */
  release(webhookId: number): void {
    const queue = this.#queueOf(webhookId);
    queue.inFlight -= 1;
    this.#inFlight -= 1;
    if (queue.inFlight === 0 && queue.waiting.length === 0) this.#queues.delete(webhookId);
  }

  clear(): void {
    for (const queue of this.#queues.values()) queue.waiting.clear();
  }

  #nextQueue(): WebhookQueue<Item> | undefined {
    let best: WebhookQueue<Item> | undefined;
    for (const queue of this.#queues.values()) {
      if (queue.inFlight >= this.#limits.perWebhook) continue;
      const order = queue.waiting.head?.order;
      if (order === undefined) continue;
      if (best === undefined || order < (best.waiting.head?.order ?? Number.POSITIVE_INFINITY)) best = queue;
    }
    return best;
  }

  #queueOf(webhookId: number): WebhookQueue<Item> {
    const queue = this.#queues.get(webhookId) ?? { waiting: new Fifo<Queued<Item>>(), inFlight: 0 };
    this.#queues.set(webhookId, queue);
    return queue;
  }
}

interface Queued<Item> {
  readonly order: number;
  readonly item: Item;
}

interface WebhookQueue<Item> {
  readonly waiting: Fifo<Queued<Item>>;
  inFlight: number;
}

/** A queue whose `shift` does not move the rest. */
class Fifo<Item> {
  #items: (Item | undefined)[] = [];
  #start = 0;

  get length(): number {
    return this.#items.length - this.#start;
  }

  get head(): Item | undefined {
    return this.#items[this.#start];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): Item | undefined {
    const item = this.head;
    if (this.length === 0) return undefined;
    this.#items[this.#start] = undefined;
    this.#start += 1;
    if (this.#start > 1_024 && this.#start * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#start);
      this.#start = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#start = 0;
  }
}

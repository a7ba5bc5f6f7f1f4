/** Failed deliveries in a row, by webhook: what a policy that switches webhooks off goes by. */
export class FailureStreaks {
  readonly #inARow = new Map<number, number>();

  /** Counts a settled delivery; whether the webhook has now failed `limit` times in a row. The count then begins anew. */
  note(webhookId: number, hasFailed: boolean, limit: number): boolean {
    const inARow = hasFailed ? (this.#inARow.get(webhookId) ?? 0) + 1 : 0;
    this.#inARow.set(webhookId, inARow === limit ? 0 : inARow);
    return inARow === limit;
  }

  /** Webhook id and count, of those that have failed. */
  save(): readonly (readonly [webhookId: number, inARow: number])[] {
    return [...this.#inARow].filter(([, inARow]) => inARow > 0);
  }

  restore(saved: Iterable<readonly [webhookId: number, inARow: number]>): void {
    this.#inARow.clear();
    for (const [webhookId, inARow] of saved) this.#inARow.set(webhookId, inARow);
  }

  clear(): void {
    this.#inARow.clear();
  }
}

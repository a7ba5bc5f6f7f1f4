import { Socket } from "node:net";

const END_OF_HEAD = Buffer.from("\r\n\r\n");

/**
 * Stands between the HTTP client and a connection, so that someone else decides when, and whether, the request's bytes go out. The
 * client writes a request as always: its head is handed on to be sent, its body is left to the owner, who knows it. The answer comes
 * through unchanged, for the client to read as any other. A Socket without a handle, because that is what clients ask for.
 */
export class HeldSocket extends Socket {
  readonly #stream: Socket;
  readonly #onHead: (head: Buffer) => void;
  #written = Buffer.alloc(0);
  #isHeadWritten = false;
  #isDeaf = false;

  constructor(stream: Socket, onHead: (head: Buffer) => void) {
    super({ allowHalfOpen: false });
    this.#stream = stream;
    this.#onHead = onHead;
    stream.on("data", (chunk: Buffer) => {
      if (!this.#isDeaf && !this.push(chunk)) stream.pause();
    });
    stream.on("end", () => {
      if (!this.#isDeaf) this.push(null);
    });
    stream.on("error", (error) => {
      if (!this.#isDeaf) this.destroy(error);
    });
    stream.on("close", () => {
      if (!this.#isDeaf) this.destroy();
    });
  }

  /** From here on nothing of the answer is handed on, however fast it comes. */
  deafen(): void {
    this.#isDeaf = true;
    this.#stream.pause();
  }

  override _read(): void {
    if (!this.#isDeaf) this.#stream.resume();
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    this.#take(typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk);
    done();
  }

  /** What was corked. */
  override _writev(
    parts: readonly { readonly chunk: Buffer | string; readonly encoding: BufferEncoding }[],
    done: () => void,
  ): void {
    for (const { chunk, encoding } of parts)
      this.#take(typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stream.destroy();
    super._destroy(error, done);
  }

  #take(chunk: Buffer): void {
    if (this.#isHeadWritten) return;
    this.#written = Buffer.concat([this.#written, chunk]);
    const end = this.#written.indexOf(END_OF_HEAD);
    if (end === -1) return;
    this.#isHeadWritten = true;
    this.#onHead(this.#written.subarray(0, end + END_OF_HEAD.length));
  }
}

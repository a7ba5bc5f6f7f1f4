import { Socket } from "node:net";

const END_OF_HEAD = Buffer.from("\r\n\r\n");

/**
 * Sits between the HTTP client and a connection, so that its owner decides when, and whether, the request's bytes are sent. The client
 * writes a request as always: its head is passed to the owner, and the owner sends the body itself. The answer passes through unchanged. It
 * is a Socket without a handle, because clients require a Socket.
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

  /** From here on no bytes of the answer reach the client. */
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

  /** Corked writes. */
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

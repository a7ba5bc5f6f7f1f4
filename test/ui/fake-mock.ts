import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import type { Delivery } from "../../src/delivery/delivery.ts";
import type { FaultRule, FaultView } from "../../src/delivery/faults/fault.ts";
import type { Entry, Frame } from "../../src/journal/entry.ts";
import type { EventPayload, EventView, MockState } from "../../src/mock/mock.ts";
import type { LeadView, ThreadView, WorldView } from "../../src/server/client/world-answers.ts";
import { AT, aState, hello } from "./build.ts";

/** As much of a mock as the UI speaks to, over real sockets, saying what a test wants it to say. */
export class FakeMock {
  run = "r1";
  state: MockState = aState();
  entries: Entry[] = [];
  faults: FaultView[] = [];
  world: WorldView = { clients: [], campaigns: [], webhooks: [] };
  leads: LeadView[] = [];
  retriggered = 0;
  threads = new Map<string, ThreadView>();
  /** By `dlv_1 live`. */
  readonly payloads = new Map<string, EventPayload>();
  readonly deliveries = new Map<string, Delivery>();
  readonly events = new Map<string, EventView>();
  /** `POST /_mock/events {"event_type":…}` and so on, in order. */
  readonly calls: string[] = [];
  /** The query of each stream that was asked for. */
  readonly streams: string[] = [];
  /** Answers calls instead of the usual answers. */
  refuse: { status: number; body: string } | null = null;
  token: string | null = null;
  #server: Server | null = null;
  #sockets = new Set<WebSocket>();
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** On the same port again after a `stop`. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    const upgrades = new WebSocketServer({ server, path: "/_mock/stream" });
    upgrades.on("connection", (socket, request) => this.#welcome(socket, request));
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    this.#sockets.clear();
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /** Appends to the history and tells everybody. */
  tell(entries: readonly Entry[]): void {
    this.entries.push(...entries);
    this.send(entries);
  }

  send(frames: readonly Frame[] | string): void {
    for (const socket of this.#sockets) socket.send(typeof frames === "string" ? frames : JSON.stringify(frames));
  }

  #welcome(socket: WebSocket, request: IncomingMessage): void {
    const { searchParams } = new URL(request.url ?? "", this.url);
    this.streams.push(searchParams.toString());
    if (this.token !== null && searchParams.get("token") !== this.token) {
      socket.close();
      return;
    }
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    const isOther = (searchParams.get("run") ?? this.run) !== this.run;
    const missed: Frame[] = isOther
      ? [{ type: "gap", from: 1, to: this.entries.length }]
      : this.entries.filter(({ seq }) => seq > Number(searchParams.get("since")));
    socket.send(JSON.stringify([{ ...hello(this.run), last_seq: this.entries.at(-1)?.seq ?? 0 }]));
    socket.send(JSON.stringify(missed));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += chunk;
    const path = (request.url ?? "").replace("/_mock", "");
    if (request.method !== "GET") this.calls.push(`${request.method} ${path} ${body}`.trimEnd());
    const isGuarded = this.token !== null && request.headers.authorization !== `Bearer ${this.token}`;
    const refusal = isGuarded
      ? { status: 403, body: errorBody("forbidden", "The token is wrong; give it with --token.") }
      : this.refuse;
    const known = this.#known(`${request.method} ${path}`, body);
    response.statusCode = refusal?.status ?? (known === undefined ? 404 : 200);
    response.setHeader("content-type", "application/json");
    response.end(
      refusal?.body ?? (known === undefined ? errorBody("not_found", "There is none.") : JSON.stringify(known)),
    );
  }

  #known(call: string, body: string): unknown {
    const [, folder, id] = /^GET \/(deliveries|events)\/([^/]+)$/.exec(call) ?? [];
    if (folder === "deliveries") return this.deliveries.has(id!) ? { data: this.deliveries.get(id!) } : undefined;
    if (folder === "events") return this.events.get(id!);
    if (call.startsWith("GET ")) return this.#looked(new URL(call.slice(4), this.url));
    if (call === "POST /faults") return this.#armed(JSON.parse(body));
    if (call.startsWith("DELETE /faults")) return this.#disarmed(call.split("/")[2]);
    if (call === "POST /events") return { events: [{ event_id: "evt_new", deliveries: ["dlv_new"], shadowed: [] }] };
    if (call.endsWith("/resend")) return { delivery_id: "dlv_again" };
    if (call.startsWith("POST /held/")) return {};
    if (call === "POST /clock") return { mode: "manual", speed: 1, now: "2026-01-05T09:01:00.000Z" };
    if (call === "POST /retrigger") return { retriggered: this.retriggered };
    if (call === "POST /reset") return this.state;
    return call === "POST /traffic" ? {} : undefined;
  }

  #looked({ pathname, searchParams }: URL): unknown {
    const [, id] = /^\/deliveries\/(\w+)\/payload$/.exec(pathname) ?? [];
    if (id !== undefined) return this.payloads.get(`${id} ${searchParams.get("dialect")}`);
    if (pathname === "/faults") return { data: this.faults };
    if (pathname === "/state") return this.state;
    if (pathname === "/world") return this.world;
    if (pathname === "/world/thread") return this.threads.get(searchParams.get("lead_email") ?? "");
    if (pathname !== "/world/leads") return undefined;
    const words = searchParams.get("q") ?? "";
    return { data: this.leads.filter(({ email }) => email.includes(words)), next_cursor: null };
  }

  #armed(rule: FaultRule): FaultView {
    const fault = aFault(rule, { id: `flt_${this.faults.length + 1}` });
    this.faults.push(fault);
    return fault;
  }

  #disarmed(id: string | undefined): unknown {
    const before = this.faults;
    this.faults = id === undefined ? [] : before.filter((fault) => fault.id !== id);
    return id === undefined ? { disarmed: before.length } : before.find((fault) => fault.id === id);
  }
}

export function aFault(rule: FaultRule, changes: Partial<FaultView> = {}): FaultView {
  return {
    id: "flt_1",
    kind: rule.kind,
    rule,
    explain: `What ${rule.kind} does.`,
    event_id: null,
    armed_at: AT,
    matched: 0,
    performed: 0,
    ended: false,
    ...changes,
  };
}

export function errorBody(code: string, message: string): string {
  return JSON.stringify({ error: { code, message } });
}

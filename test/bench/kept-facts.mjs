// What a mock has acknowledged, and what must therefore be there after a kill. Each fact is written by one call at a time, so that it is
// known what may be there: the last that was acknowledged, or the one whose answer the kill took away.

/** Facts of one kind that are looked at after each kill: the newest. */
const NEWEST = 25;

/** Their events are facts. No fuzzed call names them: it would delete their leads and steps. */
const SEEDED_CAMPAIGNS = [3_600_003, 3_600_004];

/** Before the first schedule is acknowledged, whatever a campaign begins with may be there. */
const ANY = "any";

const json = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Writes facts through `call(method, path, body) → {status, text}` (`null` = no answer) and reads them back. */
export class KeptFacts {
  #number = 0;
  /** What was found lost; it is told once. */
  #told = new Set();
  #campaigns = [];
  #webhooks = [];
  #clients = [];
  #leads = [];
  #mailboxes = [];
  #events = [];
  /** Campaign id → what its schedule may say. */
  #schedules = new Map();
  acknowledged = 0;
  /** How many of each kind were acknowledged, so that a kind that never is one is seen. */
  byKind = {};

  /** Makes one change of a random kind and notes it when it is acknowledged. */
  async write(call, random) {
    this.#number += 1;
    const kinds = ["campaign", "webhook", "client", "lead", "mailbox", "event", "schedule", "drop"];
    const kind = random.pick(kinds);
    const before = this.acknowledged;
    await this[`_${kind}`](call, `fact ${this.#number}`, random);
    this.byKind[kind] = (this.byKind[kind] ?? 0) + this.acknowledged - before;
  }

  async _campaign(call, name) {
    const id = json(await this.#ok(call("POST", "/api/v1/campaigns/create", { name })))?.id;
    if (id !== undefined) this.#campaigns.push({ id, name });
  }

  async _webhook(call, name) {
    const body = { webhook_url: "http://127.0.0.1:9/hook", association_type: 1, name, event_type_map: {} };
    const id = json(await this.#ok(call("POST", "/api/v1/webhook/create", body)))?.webhook_id;
    if (id !== undefined) this.#webhooks.push({ id, name });
  }

  async _client(call, name) {
    const email = `${name.replace(" ", "-")}@client.example`;
    const body = { name, email, permission: ["full_access"], password: "pw" };
    const id = json(await this.#ok(call("POST", "/api/v1/client/save", body)))?.clientId;
    if (id !== undefined) this.#clients.push({ id, name });
  }

  async _lead(call, name, random) {
    if (this.#campaigns.length === 0) return;
    const { id } = random.pick(this.#campaigns.slice(-NEWEST));
    const email = `${name.replace(" ", "-")}@lead.example`;
    const text = await this.#ok(
      call("POST", `/api/v1/campaigns/${id}/leads`, { lead_list: [{ email, first_name: name, location: "toString" }] }),
    );
    if (json(text)?.upload_count === 1) this.#leads.push({ email, campaignId: id });
  }

  async _mailbox(call, name) {
    const email = `${name.replace(" ", "-")}@sender.example`;
    const body = {
      id: null,
      from_name: name,
      from_email: email,
      user_name: email,
      password: "pw",
      smtp_host: "smtp.sender.example",
      smtp_port: 465,
      imap_host: "imap.sender.example",
      imap_port: 993,
      max_email_per_day: 10,
      warmup_enabled: false,
    };
    const text = await this.#ok(call("POST", "/api/v1/email-accounts/save", body));
    const id = json(text)?.emailAccountId;
    if (id !== undefined) this.#mailboxes.push({ id, email });
  }

  async _event(call, _name, random) {
    const text = await this.#ok(
      call("POST", "/_mock/events", { event_type: "EMAIL_REPLY", campaign_id: random.pick(SEEDED_CAMPAIGNS) }),
      202,
    );
    const event = json(text)?.events?.[0];
    if (event !== undefined) this.#events.push({ id: event.event_id, deliveries: event.deliveries });
  }

  async _schedule(call, _name, random) {
    const found = this.#campaigns.at(-1 - random.below(Math.min(4, Math.max(1, this.#campaigns.length))));
    if (found === undefined) return;
    const leads = 1 + (this.#number % 90_000);
    const may = this.#schedules.get(found.id) ?? new Set([ANY]);
    // Until it is answered both may be there; two at once on one campaign only widen what may be.
    may.add(leads);
    this.#schedules.set(found.id, may);
    const text = await this.#ok(
      call("POST", `/api/v1/campaigns/${found.id}/schedule`, {
        timezone: "UTC",
        days_of_the_week: [1],
        start_hour: "09:00",
        end_hour: "17:00",
        min_time_btw_emails: 10,
        max_new_leads_per_day: leads,
      }),
    );
    if (text !== null && may.size <= 2) this.#schedules.set(found.id, new Set([leads]));
  }

  /** The account has limits, so the oldest go. A drop that is acknowledged is a fact too. */
  async _drop(call) {
    await this.#dropOldest(call, this.#webhooks, (id) => `/api/v1/webhook/delete/${id}`);
    await this.#dropOldest(call, this.#campaigns, (id) => `/api/v1/campaigns/${id}`);
    await this.#dropOldest(call, this.#mailboxes, (id) => `/api/v1/email-accounts/${id}`);
    for (const list of [this.#leads, this.#clients, this.#events]) list.splice(0, list.length - 2 * NEWEST);
  }

  async #dropOldest(call, list, pathOf) {
    if (list.length <= 2 * NEWEST) return;
    const [{ id }] = list.splice(0, 1);
    const leads = this.#leads.filter(({ campaignId }) => campaignId !== id);
    this.#leads.splice(0, this.#leads.length, ...leads);
    await this.#ok(call("DELETE", pathOf(id)));
  }

  async #ok(calling, wanted = 200) {
    const answer = await calling;
    if (answer?.status !== wanted) return null;
    this.acknowledged += 1;
    return answer.text;
  }

  /** A sentence for each fact that is not there any more. */
  async lost(call) {
    const found = [];
    const must = async (what, path, isThere) => {
      const answer = await call("GET", path);
      if (answer === null || answer.status >= 400 || !isThere(json(answer.text))) {
        found.push(`${what}: GET ${path} → ${answer?.status} ${answer?.text.slice(0, 120)}`);
      }
    };
    const api = "/api/v1";
    for (const { id, name } of this.#campaigns.slice(-NEWEST)) {
      const may = this.#schedules.get(id);
      const isRight = (one) =>
        one?.name === name && (may === undefined || may.has(ANY) || may.has(one.max_leads_per_day));
      await must(`campaign ${name}`, `${api}/campaigns/${id}`, isRight);
    }
    for (const { id, name } of this.#webhooks.slice(-NEWEST)) {
      await must(`webhook ${name}`, `${api}/webhook/${id}`, (one) => JSON.stringify(one).includes(name));
    }
    const clients = JSON.stringify(json((await call("GET", `${api}/client/`))?.text ?? "null"));
    for (const { id, name } of this.#clients.slice(-NEWEST)) {
      if (!clients.includes(`"${name}"`)) found.push(`client ${id} ${name}: it is not listed`);
    }
    for (const { email } of this.#leads.slice(-NEWEST)) {
      await must(`lead ${email}`, `${api}/leads/?email=${email}`, (one) => one?.email === email);
    }
    for (const { id, email } of this.#mailboxes.slice(-NEWEST)) {
      await must(`mailbox ${email}`, `${api}/email-accounts/${id}/`, (one) => one?.from_email === email);
    }
    for (const { id, deliveries } of this.#events.slice(-NEWEST)) {
      await must(`event ${id}`, `/_mock/events/${id}`, (one) =>
        deliveries.every((one_) => one?.deliveries.includes(one_)),
      );
    }
    const fresh = found.filter((one) => !this.#told.has(nameOf(one)));
    for (const one of fresh) this.#told.add(nameOf(one));
    return fresh;
  }
}

function nameOf(sentence) {
  return sentence.split(":")[0];
}

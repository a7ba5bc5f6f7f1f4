import type { Step } from "../step.ts";
import type { RunContext } from "./run-context.ts";
import type { EnvironmentSetup, TestEnvironment } from "./run-options.ts";

/** Opens the environment of a run, and provides the names that refer to its parts. */
export async function openEnvironment(context: RunContext): Promise<TestEnvironment> {
  const { loaded, options, seed, names } = context;
  const { scenario } = loaded;
  const stage = await options.openEnvironment({
    loaded,
    options,
    seed,
    isCrashing: scenario.steps.some(isCrash),
    setup: (receiverUrl) => setUp(context, receiverUrl),
    onMock: (mock) => context.meet(mock),
  });
  context.stage = stage;
  names.provide("mock", () => ({ url: stage.mockUrl, api: `${stage.mockUrl}/api/v1` }));
  names.provide("now", () => new Date(stage.mock.clock.now()).toISOString());
  names.provide("campaigns", () =>
    stage.mock.world.campaigns.map(({ id, name, status, clientId }) => ({ id, name, status, client_id: clientId })),
  );
  names.provide("leads", () =>
    stage.mock.world.leads.map((lead) => ({
      id: lead.id,
      email: lead.email,
      first_name: lead.firstName,
      last_name: lead.lastName,
      company_name: lead.companyName,
    })),
  );
  return stage;
}

/** The parts that are set up before the first step may use variables, seed, run and the receiver's address. */
function setUp({ loaded, options, seed, names }: RunContext, receiverUrl: string): EnvironmentSetup {
  const { vars = {}, world, webhooks, faults = [] } = loaded.scenario;
  names.provide("target", () => receiverUrl);
  names.provide("receiver", () => ({ url: receiverUrl }));
  names.provide("seed", () => seed);
  names.provide("run", () => options.run);
  for (const [name, value] of Object.entries(vars)) names.bindValue(name, names.fill(value));
  return names.fill({ world: world ?? null, webhooks: webhooks ?? null, faults });
}

function isCrash(step: Step): boolean {
  if ("mock" in step) return step.mock !== "reset";
  if ("repeat" in step) return step.steps.some(isCrash);
  return "choose" in step && step.choose.some(({ steps }) => steps.some(isCrash));
}

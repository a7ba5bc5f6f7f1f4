import type { SmartLeadMock } from "../../../mock/mock.ts";
import type { EditArgs, EditName, EditValue } from "../../../smartlead/account/edits/index.ts";

/**
 * A mock that forwards every call to the current one of several. It is for servers and consoles that were written for one mock and see one
 * after the other; subclasses define the differences. Its properties belong to the current mock, so read them again instead of keeping
 * them.
 */
export class ForwardedMock implements SmartLeadMock {
  readonly #present: () => SmartLeadMock;

  constructor(present: () => SmartLeadMock) {
    this.#present = present;
  }

  protected get present(): SmartLeadMock {
    return this.#present();
  }

  get run(): SmartLeadMock["run"] {
    return this.present.run;
  }

  get seed(): SmartLeadMock["seed"] {
    return this.present.seed;
  }

  get clock(): SmartLeadMock["clock"] {
    return this.present.clock;
  }

  get world(): SmartLeadMock["world"] {
    return this.present.world;
  }

  get webhooks(): SmartLeadMock["webhooks"] {
    return this.present.webhooks;
  }

  get journal(): SmartLeadMock["journal"] {
    return this.present.journal;
  }

  get deliveries(): SmartLeadMock["deliveries"] {
    return this.present.deliveries;
  }

  get effects(): SmartLeadMock["effects"] {
    return this.present.effects;
  }

  get reactions(): SmartLeadMock["reactions"] {
    return this.present.reactions;
  }

  get joined(): SmartLeadMock["joined"] {
    return this.present.joined;
  }

  get internals(): SmartLeadMock["internals"] {
    return this.present.internals;
  }

  get data(): SmartLeadMock["data"] {
    return this.present.data;
  }

  get faults(): SmartLeadMock["faults"] {
    return this.present.faults;
  }

  get held(): SmartLeadMock["held"] {
    return this.present.held;
  }

  get isWorldTime(): SmartLeadMock["isWorldTime"] {
    return this.present.isWorldTime;
  }

  get isStrictQuery(): SmartLeadMock["isStrictQuery"] {
    return this.present.isStrictQuery;
  }

  get sink(): SmartLeadMock["sink"] {
    return this.present.sink;
  }

  get snapshots(): SmartLeadMock["snapshots"] {
    return this.present.snapshots;
  }

  change<Name extends EditName>(name: Name, args: EditArgs<Name>): EditValue<Name> {
    return this.present.change(name, args);
  }

  emit(...args: Parameters<SmartLeadMock["emit"]>): ReturnType<SmartLeadMock["emit"]> {
    return this.present.emit(...args);
  }

  eventNamed(...args: Parameters<SmartLeadMock["eventNamed"]>): ReturnType<SmartLeadMock["eventNamed"]> {
    return this.present.eventNamed(...args);
  }

  step(): ReturnType<SmartLeadMock["step"]> {
    return this.present.step();
  }

  event(...args: Parameters<SmartLeadMock["event"]>): ReturnType<SmartLeadMock["event"]> {
    return this.present.event(...args);
  }

  payload(...args: Parameters<SmartLeadMock["payload"]>): ReturnType<SmartLeadMock["payload"]> {
    return this.present.payload(...args);
  }

  resend(...args: Parameters<SmartLeadMock["resend"]>): ReturnType<SmartLeadMock["resend"]> {
    return this.present.resend(...args);
  }

  retrigger(...args: Parameters<SmartLeadMock["retrigger"]>): ReturnType<SmartLeadMock["retrigger"]> {
    return this.present.retrigger(...args);
  }

  explain(...args: Parameters<SmartLeadMock["explain"]>): ReturnType<SmartLeadMock["explain"]> {
    return this.present.explain(...args);
  }

  state(): ReturnType<SmartLeadMock["state"]> {
    return this.present.state();
  }

  setRate(...args: Parameters<SmartLeadMock["setRate"]>): ReturnType<SmartLeadMock["setRate"]> {
    return this.present.setRate(...args);
  }

  reset(): ReturnType<SmartLeadMock["reset"]> {
    return this.present.reset();
  }

  close(...args: Parameters<SmartLeadMock["close"]>): ReturnType<SmartLeadMock["close"]> {
    return this.present.close(...args);
  }

  crash(): ReturnType<SmartLeadMock["crash"]> {
    return this.present.crash();
  }

  settled(): ReturnType<SmartLeadMock["settled"]> {
    return this.present.settled();
  }
}

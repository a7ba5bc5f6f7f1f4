import { expect, it } from "vitest";
import { Floor } from "../../../src/harness/verify/ahead/ahead-of-time.ts";

it("one speaks at a time, and another while it rests; whoever rests goes on in the order of asking", async () => {
  const floor = new Floor();
  const told: string[] = [];
  let wake = () => {};
  const late = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const first = async () => {
    await floor.take();
    told.push("first speaks");
    await floor.rest(() => late);
    told.push("first goes on");
    floor.leave();
  };
  const second = async () => {
    await floor.take();
    told.push("second speaks");
    wake();
    await late;
    await Promise.resolve();
    told.push("second ends");
    floor.leave();
  };
  await Promise.all([first(), second()]);
  expect(told).toEqual(["first speaks", "second speaks", "second ends", "first goes on"]);
});

it("a wait that fails takes the floor again before it is told", async () => {
  const floor = new Floor();
  await floor.take();
  await expect(floor.rest(() => Promise.reject(new Error("gone")))).rejects.toThrow("gone");
  let isTaken = false;
  void floor.take().then(() => {
    isTaken = true;
  });
  await Promise.resolve();
  expect(isTaken).toBe(false);
  floor.leave();
  await Promise.resolve();
  await Promise.resolve();
  expect(isTaken).toBe(true);
});

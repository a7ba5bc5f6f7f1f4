import { renderToString } from "ink";
import type { ReactElement } from "react";
import { describe, expect, it } from "vitest";
import { Footer, Header, NoticeBar, Prompt } from "../../ui/components/bars.tsx";
import { DeliveryList } from "../../ui/components/delivery-list.tsx";
import { Picker, SplitView } from "../../ui/components/main-view.tsx";
import { Rows } from "../../ui/components/rows.tsx";
import { Screen } from "../../ui/components/screen.tsx";
import { type Line, span, widthOf } from "../../ui/frame/line.ts";
import { AT_THE_TOP } from "../../ui/pager/pager.ts";
import { Repaints } from "../../ui/store/repaints.ts";
import { themeFor } from "../../ui/theme.ts";
import { aDelivery, aState, aStore, ManualScheduler, oneEvent } from "./build.ts";

const theme = { ...themeFor({}), paint: themeFor({ NO_COLOR: "1" }).paint };
const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

function drawn(element: ReactElement, columns = 80): string {
  return renderToString(element, { columns }).replace(escapes, "");
}

function aSnapshot(columns = 80, rows = 24) {
  const store = aStore({ columns, rows });
  store.stateArrived(aState());
  store.connection({ kind: "open" });
  store.frames([...oneEvent(1), ...oneEvent(3, { event_type: "EMAIL_OPEN" })]);
  store.repaint();
  return { store, snapshot: store.snapshot() };
}

describe("components", () => {
  it("Rows keeps its height: what is missing is blank, what is too much is left out", () => {
    const lines = ["one", "two", "three"].map((text) => [span(text)]);
    expect(drawn(<Rows lines={lines} width={10} height={2} theme={theme} />)).toBe("one\ntwo");
    expect(drawn(<Rows lines={lines} width={10} height={4} theme={theme} />)).toBe("one\ntwo\nthree\n");
  });

  it("Rows cuts what is too wide, wide characters included", () => {
    const shown = drawn(<Rows lines={[[span("日本語のテキスト")]]} width={7} height={1} theme={theme} />, 7);
    expect(shown).toBe("日本語…");
    expect(widthOf(shown)).toBe(7);
  });

  it("Header says where the mock is and whether the stream is open", () => {
    const { snapshot } = aSnapshot();
    const header = drawn(<Header snapshot={snapshot} theme={theme} width={80} height={2} />);
    expect(header).toContain("http://127.0.0.1:7627");
    expect(header).toContain("● live");
  });

  it("DeliveryList shows a row a delivery, and the cursor on the newest", () => {
    const { snapshot } = aSnapshot();
    const rows = drawn(<DeliveryList snapshot={snapshot} theme={theme} width={80} height={5} />).split("\n");
    expect(rows).toHaveLength(5);
    expect(rows[1]).toBe("  ── Monday 2026-01-05 UTC ──");
    expect(rows[2]).toContain("EMAIL_REPLY");
    expect(rows[3]).toMatch(/^› .*EMAIL_OPEN/);
  });

  it("SplitView dims the details while they are of another row than the selected one", () => {
    const { store } = aSnapshot(160, 24);
    const details = (id: string) => {
      const delivery = aDelivery({ id: `dlv_${id}`, event_id: `evt_${id}` });
      const preview = { kind: "detail", eventId: `evt_${id}`, delivery, event: null, isLoaded: true } as const;
      store.previewed({ ...preview, problem: null, ...AT_THE_TOP });
      store.repaint();
      const paint = (line: Line) =>
        line.map(({ text, tone }) => (tone === "muted" ? text : text.toUpperCase())).join("");
      const toned = { ...theme, paint };
      const widths = { list: 92, details: 67 };
      return drawn(<SplitView snapshot={store.snapshot()} theme={toned} width={160} height={8} widths={widths} />, 160);
    };
    expect(details("3")).toContain("DLV_3");
    expect(details("1")).toContain("dlv_1");
  });

  it("NoticeBar shows what an action led to", () => {
    const { store } = aSnapshot();
    store.say({ kind: "problem", text: "It did not work." });
    const bar = <NoticeBar snapshot={store.snapshot()} theme={theme} width={80} height={1} />;
    expect(drawn(bar)).toBe("✗ It did not work.");
  });

  it("Footer names the keys of the screen that is shown", () => {
    const { store } = aSnapshot();
    const footer = () => drawn(<Footer snapshot={store.snapshot()} theme={theme} width={80} height={1} />);
    expect(footer()).toContain("t trigger");
    store.show({ kind: "faults", index: 0 });
    expect(footer()).toContain("a arm");
  });

  it("Prompt shows the line that is written", () => {
    const prompt = {
      label: "clock ",
      hint: "30m moves it on",
      line: { text: "x60", cursor: 3 },
      problem: null,
      offers: [],
      chosen: null,
    };
    expect(drawn(<Prompt prompt={prompt} theme={theme} width={40} height={2} />)).toBe("clock x60 \n30m moves it on");
  });

  it("Picker marks the chosen item", () => {
    const items = ["one", "two"].map((label) => ({ id: label, label, meaning: `it is ${label}` }));
    const picker = { kind: "picker", title: "Which?", verb: "take it", tab: null, items, filter: "" } as const;
    const screen = { ...picker, index: 1, isSearching: false, from: { kind: "list" } } as const;
    expect(drawn(<Picker screen={screen} theme={theme} width={40} height={4} />)).toContain("› two  it is two");
  });

  it("NoticeBar says the whole meaning of the chosen item where its row is cut", () => {
    const { store } = aSnapshot(40, 12);
    const meaning = "the receiver answers, and the answer is lost";
    const items = [{ id: "one", label: "one", meaning }];
    const head = {
      kind: "picker",
      title: "Which?",
      verb: "take it",
      tab: null,
      filter: "",
      from: { kind: "list" },
    } as const;
    store.show({ ...head, items, index: 0, isSearching: false });
    store.repaint();
    const bar = (width: number) =>
      drawn(<NoticeBar snapshot={store.snapshot()} theme={theme} width={width} height={1} />);
    expect(bar(60)).toContain(meaning);
    store.resize({ columns: 100, rows: 12 });
    store.repaint();
    expect(bar(60)).not.toContain(meaning);
  });

  it("Screen fills its size and no more, down to the smallest", () => {
    for (const [columns, rows] of [
      [160, 48],
      [80, 24],
      [24, 6],
      [10, 3],
    ] as const) {
      const lines = drawn(<Screen snapshot={aSnapshot(columns, rows).snapshot} theme={theme} />, columns).split("\n");
      expect(lines).toHaveLength(rows);
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
    }
  });
});

describe("the pace of repaints", () => {
  /** Repaints in 10 s of steady change, when each takes so many ms to be on the screen. */
  function repaintsIn10s(costMs: number): number {
    const scheduler = new ManualScheduler();
    let count = 0;
    const repaints = new Repaints(scheduler, () => {
      count += 1;
      scheduler.after(costMs, () => repaints.drawn());
    });
    for (let ms = 0; ms < 10_000; ms += 5) {
      repaints.soon();
      scheduler.pass(5);
    }
    return count;
  }

  it("is ten a second while a repaint is cheap", () => {
    expect(repaintsIn10s(5)).toBeGreaterThan(95);
    expect(repaintsIn10s(5)).toBeLessThanOrEqual(101);
  });

  it("slows down when a repaint is dear, and never below two a second", () => {
    expect(repaintsIn10s(25)).toBeLessThan(80);
    expect(repaintsIn10s(25)).toBeGreaterThan(55);
    expect(repaintsIn10s(400)).toBeGreaterThanOrEqual(20);
  });
});

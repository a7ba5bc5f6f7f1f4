import { useState, useSyncExternalStore } from "react";
import { printable } from "../../src/base/printable.ts";
import { NOTICE_TONES } from "../notices/shown-notice.ts";
import type { Screen } from "../store/console-snapshot.ts";
import { AccountView } from "./account/account-view.tsx";
import { ThreadView } from "./account/thread-view.tsx";
import { ApiView } from "./api/api-view.tsx";
import { ComparisonView } from "./comparison/comparison-view.tsx";
import { DeliveriesView } from "./deliveries/deliveries-view.tsx";
import { FaultsView } from "./faults/faults-view.tsx";
import { HelpDialog } from "./frame/help-dialog.tsx";
import { PickerDialog } from "./frame/picker-dialog.tsx";
import { TopBar } from "./frame/top-bar.tsx";
import { Tabs } from "./frame/view-tabs.tsx";
import { type DialogName, useKeys } from "./keys.ts";
import { NumbersView } from "./numbers/numbers-view.tsx";
import { LogView } from "./runs/log-view.tsx";
import { RunsView } from "./runs/runs-view.tsx";
import { useSession, useSnapshot } from "./session.ts";
import { TriggerDialog } from "./trigger/trigger-dialog.tsx";

/** The whole page: a function of the store's snapshot and of the open dialog. */
export function App() {
  const snapshot = useSnapshot();
  const session = useSession();
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const isApiShown = useIsApiShown();
  useKeys(session, dialog, setDialog);
  const close = () => setDialog(null);
  const { screen } = snapshot;
  const shownScreen = screen.kind === "picker" ? screen.from : screen;
  return (
    <div className="page">
      <button type="button" className="skip" onClick={skipToMain}>
        Skip to the content
      </button>
      <TopBar onDialog={setDialog} />
      <Tabs />
      <main id="main" tabIndex={-1} data-view={isApiShown ? "api" : shownScreen.kind}>
        <View screen={shownScreen} onDialog={setDialog} />
      </main>
      <NoticeBar />
      {dialog === "trigger" && <TriggerDialog onClose={close} />}
      {dialog === "help" && <HelpDialog onClose={close} />}
      {screen.kind === "picker" && <PickerDialog picker={screen} />}
    </div>
  );
}

/** Whether the page's own API view is shown instead of the store's screen. */
function useIsApiShown(): boolean {
  const { navigation } = useSession();
  return useSyncExternalStore(navigation.subscribe, navigation.isApiShown);
}

interface ViewProps {
  readonly screen: Screen;
  readonly onDialog: (name: DialogName) => void;
}

function View({ screen, onDialog }: ViewProps) {
  if (useIsApiShown()) return <ApiView />;
  switch (screen.kind) {
    case "world":
      return <AccountView />;
    case "thread":
      return <ThreadView thread={screen.thread} />;
    case "faults":
      return <FaultsView />;
    case "numbers":
      return <NumbersView />;
    case "scenario":
      return <RunsView />;
    case "log":
      return <LogView />;
    case "diff":
      return <ComparisonView comparison={screen.comparison} />;
    default:
      return <DeliveriesView detail={screen.kind === "detail" ? screen : null} onTrigger={() => onDialog("trigger")} />;
  }
}

/** It cannot be a link within the page, because the address names the current view. */
function skipToMain(): void {
  document.getElementById("main")?.focus();
}

/** Shows the result of an action, a lost connection or a hint, whichever is most urgent. */
function NoticeBar() {
  const { notice, connection, hint } = useSnapshot();
  const [tone, text] =
    notice !== null
      ? [NOTICE_TONES[notice.kind], notice.text]
      : connection.kind === "lost"
        ? ["bad", `The mock does not answer (${connection.reason}); trying again. You see the last known state.`]
        : ["warn", hint ?? ""];
  return (
    <div className="notice-place" role="status" aria-live="polite">
      {text !== "" && <p className={`notice edge-${tone}`}>{printable(text)}</p>}
    </div>
  );
}

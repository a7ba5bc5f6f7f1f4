import { createContext, useContext, useSyncExternalStore } from "react";
import type { Snapshot } from "../store/console-snapshot.ts";
import type { Session } from "./session.ts";

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("There is a session wherever the console is shown.");
  return session;
}

/** What there is to show, at most ten times a second another one. */
export function useSnapshot(): Snapshot {
  const { store } = useSession();
  return useSyncExternalStore(store.subscribe, store.snapshot);
}

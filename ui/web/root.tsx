import { useEffect, useState } from "react";
import { App } from "./page.tsx";
import { openSession, type Session } from "./session.ts";
import { SessionContext } from "./session-context.ts";
import { knownToken, rememberToken } from "./token.ts";
import { TokenForm } from "./token-form.tsx";

/** The console, or the question for the token that the mock asks for. */
export function Root() {
  const [token, setToken] = useState(knownToken);
  const [isRefused, setRefused] = useState(false);
  const [session, setSession] = useState<Session | null>(null);
  useEffect(() => {
    if (isRefused) return;
    const opened = openSession({ token, onForbidden: () => setRefused(true) });
    setSession(opened);
    return () => {
      setSession(null);
      opened.stop();
    };
  }, [token, isRefused]);
  if (isRefused) {
    const enter = (text: string) => {
      rememberToken(text);
      setToken(text);
      setRefused(false);
    };
    return <TokenForm wasWrong={token !== null} onToken={enter} />;
  }
  if (session === null) return null;
  return (
    <SessionContext value={session}>
      <App />
    </SessionContext>
  );
}

import { type FormEvent, useEffect, useState } from "react";
import { App } from "./page.tsx";
import { openSession, type Session, SessionContext } from "./session.ts";

/** The console, or the form for the token that the mock requires. */
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

interface TokenFormProps {
  /** Whether a token was entered that the mock rejected. */
  readonly wasWrong: boolean;
  readonly onToken: (token: string) => void;
}

/** Asks for the mock's `--token`. */
function TokenForm({ wasWrong, onToken }: TokenFormProps) {
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "") onToken(text.trim());
  };
  return (
    <main className="gate">
      <form className="card" onSubmit={submit}>
        <h1>This mock requires a token</h1>
        <p>
          Enter the token that the mock was started with (<code>--token</code>). The page keeps it in this tab only.
        </p>
        <label htmlFor="token">Token</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-describedby={wasWrong ? "token-problem" : undefined}
        />
        {wasWrong && (
          <p id="token-problem" role="alert" className="tone-bad">
            The mock does not accept this token.
          </p>
        )}
        <button type="submit" className="primary">
          Open the console
        </button>
      </form>
    </main>
  );
}

/** The key under which the token is stored while the tab is open. */
const KEY = "smartlead-mock token";

/** The token of `?token=`, which is then removed from the address, or the one entered earlier in this tab. */
function knownToken(): string | null {
  const address = new URL(location.href);
  const given = address.searchParams.get("token");
  if (given !== null) {
    rememberToken(given);
    address.searchParams.delete("token");
    history.replaceState(null, "", address);
  }
  return given ?? stored();
}

function rememberToken(token: string): void {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // A browser without storage asks again after a reload.
  }
}

function stored(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

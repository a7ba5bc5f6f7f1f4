import { type FormEvent, useState } from "react";

interface TokenFormProps {
  /** A token was given, and the mock did not take it. */
  readonly wasWrong: boolean;
  readonly onToken: (token: string) => void;
}

/** Asks for the mock's `--token`. */
export function TokenForm({ wasWrong, onToken }: TokenFormProps) {
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

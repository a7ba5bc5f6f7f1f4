/** Healthy when the mock answers: its page holds nothing, and needs no token. Exit code 0 or 1, as HEALTHCHECK wants it. */
const port = process.env.SMARTLEAD_MOCK_PORT || "7627";
try {
  const { ok } = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2_500) });
  process.exitCode = ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}

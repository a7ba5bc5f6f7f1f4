/** Where the token lies for as long as the tab is open. */
const KEY = "smartlead-mock token";

/** The token of `?token=`, which is then taken out of the address, or the one that was given before in this tab. */
export function knownToken(): string | null {
  const address = new URL(location.href);
  const given = address.searchParams.get("token");
  if (given !== null) {
    rememberToken(given);
    address.searchParams.delete("token");
    history.replaceState(null, "", address);
  }
  return given ?? stored();
}

export function rememberToken(token: string): void {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // A browser that stores nothing asks again after a reload.
  }
}

function stored(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

#!/usr/bin/env sh
# Options come as upper-case variables.
set -eu

VERSION="${VERSION:-latest}"

if ! command -v npm >/dev/null 2>&1; then
  echo "smartlead-mock needs Node 20.19 or newer with npm: add ghcr.io/devcontainers/features/node before this feature." >&2
  exit 1
fi

case "$VERSION" in
  *[!A-Za-z0-9.+-]* | "")
    echo "version must be a version of smartlead-mock on npm, such as 1.2.3 or latest." >&2
    exit 1
    ;;
esac

npm install --global --no-audit --no-fund "smartlead-mock@$VERSION"

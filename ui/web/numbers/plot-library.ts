// A separate module, so that it can be imported after number-language.ts: imports of packages are sorted before all others.
export { default } from "uplot";

export { MAX_DATA_DEPTH, type PlainData, plainData } from "../config/plain-data.ts";

/** A proxy that records, to be killed in mid-flight by proxy-kill.test.ts. Its arguments are the target and the recording. */

import { startProxy } from "../../src/capture/proxy/start-proxy.ts";
import { openRecordFile, startRecorder } from "../../src/cli/recordings/recorder.ts";
import { createMock } from "../../src/mock/create-mock.ts";
import { USUAL_PROXY } from "../http/proxy/usual-proxy.ts";

const [target = "", path = ""] = process.argv.slice(2);

const mock = createMock({ target });
const file = openRecordFile(path, "/");
startRecorder({ path, file, run: mock.run, journal: mock.journal, onFailure: (sentence) => console.error(sentence) });
const { url } = await startProxy({ mock, target, ...USUAL_PROXY });
console.log(url);

// A console that reads the stream as the terminal UI does: every frame parsed.
import { WebSocket } from "ws";

let frames = 0;
const socket = new WebSocket(process.argv[2]);
socket.on("open", () => process.send({ open: true }));
socket.on("message", (data) => {
  frames += JSON.parse(data.toString()).length;
});
process.on("message", () => process.send({ frames }));

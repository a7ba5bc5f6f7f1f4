// A program that imports the package and, when asked, makes a mock of it.
const { createSmartLead } = await import("../../dist/index.js");
if (process.argv[2] === "create") await (await createSmartLead({ target: "http://127.0.0.1:9/hook" })).close();

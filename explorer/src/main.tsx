import { render } from "preact";
import { App } from "./app";
import { rows } from "./data";
import { prepare } from "./filter";
import { go, now, start } from "./state";
import "./style.css";

const root = document.getElementById("explorer")!;

start(() => render(<App state={now()} />, root));

// A printed page shows every row that the filters leave, with its evidence.
window.addEventListener("beforeprint", () => go({ printing: true }));
window.addEventListener("afterprint", () => go({ printing: false }));

(window.requestIdleCallback ?? window.setTimeout)(() => rows().length && prepare());

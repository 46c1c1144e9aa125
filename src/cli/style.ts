import { styleText } from "node:util";
import { plainStyle, type Style } from "../diagnostics/text.js";

const colors: Style = {
  error: (text) => paint("red", text),
  warning: (text) => paint("yellow", text),
  strong: (text) => paint("bold", text),
  faint: (text) => paint("dim", text),
};

/** How findings are dressed on a stream that takes colours, or does not. */
export function styleFor(color: boolean): Style {
  return color ? colors : plainStyle;
}

/** Whether colours are wanted is decided once, in `Terminal`; Node would look at stdout for itself. */
function paint(format: "red" | "yellow" | "bold" | "dim", text: string): string {
  return styleText(format, text, { validateStream: false });
}

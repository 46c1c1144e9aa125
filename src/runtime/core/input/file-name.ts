/** Names that Windows gives to devices, whatever their extension. */
const devices = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;

/** Most file systems take no more. */
const maxBytes = 255;

/**
 * The last segment of a name that a sender gave, as one harmless path segment on every system: no separators, control or
 * formatting characters, nothing that Windows reserves, no leading dot. Null where nothing remains.
 */
export function safeFileName(sent: string): string | null {
  const last = sent.split(/[/\\]/).at(-1) ?? "";
  const plain = last
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "")
    .replaceAll(/[<>:"|?*]/g, "_")
    .replace(/^[. ]+/, "")
    .replace(/[. ]+$/, "");
  const named = devices.test(plain) ? `_${plain}` : plain;
  return named === "" ? null : shorten(named);
}

/** Cuts between characters and keeps a short extension. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= maxBytes) return name;
  const extension = /\.[^.]{1,16}$/u.exec(name)?.[0] ?? "";
  const room = maxBytes - Buffer.byteLength(extension);
  let kept = "";
  let size = 0;
  for (const character of name.slice(0, name.length - extension.length)) {
    size += Buffer.byteLength(character);
    if (size > room) break;
    kept += character;
  }
  return kept.replace(/[. ]+$/, "") + extension;
}

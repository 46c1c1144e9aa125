/**
 * The value of `Content-Disposition` that lets a browser save the answer under this name (RFC 6266, RFC 8187). Folders and
 * control characters are left out of the name.
 */
export function attachment(fileName: string): string {
  const name =
    fileName.replace(/^.*[/\\]/s, "").replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, "") || "download";
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/gu, "_");
  if (ascii === name) return `attachment; filename="${ascii}"`;
  return `attachment; filename="${ascii}"; filename*=UTF-8''${extended(name)}`;
}

/** `attr-char` of RFC 8187 §3.2.1 stands for itself; all else is percent-encoded. */
function extended(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

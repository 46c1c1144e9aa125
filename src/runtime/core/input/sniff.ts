import { matchMediaType } from "./media-type.js";

/** How the beginning of a file tells its type. */
interface Signature {
  readonly mediaType: string;
  /** Other names of the same type, or of types that are built on it. */
  readonly also?: readonly string[];
  readonly test: (head: Uint8Array) => boolean;
}

/** Types built on ZIP archives. */
const zipBased =
  /^application\/(?:zip|x-zip-compressed|epub\+zip|java-archive|vnd\.(?:openxmlformats-officedocument|oasis\.opendocument|android\.package-archive|apple\.(?:pages|numbers|keynote)|ms-(?:word|excel|powerpoint)\.).*)$/;

/** What nobody means to be given where another type is declared: programs. */
const programs = [
  "application/x-msdownload",
  "application/x-elf",
  "application/x-mach-binary",
  "text/x-shellscript",
];

const signatures: readonly Signature[] = [
  {
    mediaType: "image/png",
    also: ["image/apng"],
    test: bytesAt(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
  },
  { mediaType: "image/jpeg", also: ["image/jpg", "image/pjpeg"], test: bytesAt(0, 0xff, 0xd8, 0xff) },
  {
    mediaType: "image/gif",
    test: (head) => textAt(head, 0, 6) === "GIF87a" || textAt(head, 0, 6) === "GIF89a",
  },
  { mediaType: "image/webp", test: (head) => textAt(head, 0, 4) === "RIFF" && textAt(head, 8, 4) === "WEBP" },
  {
    mediaType: "image/tiff",
    test: (head) => bytesAt(0, 0x49, 0x49, 0x2a, 0x00)(head) || bytesAt(0, 0x4d, 0x4d, 0x00, 0x2a)(head),
  },
  {
    mediaType: "image/bmp",
    also: ["image/x-ms-bmp"],
    test: (head) => textAt(head, 0, 2) === "BM" && textAt(head, 6, 4) === "\0\0\0\0",
  },
  { mediaType: "image/avif", test: (head) => isBrand(head, /^avi[fs]$/) },
  {
    mediaType: "image/heic",
    also: ["image/heif"],
    test: (head) => isBrand(head, /^(?:hei[cxms]|hev[cx]|mif1|msf1)$/),
  },
  { mediaType: "image/vnd.microsoft.icon", also: ["image/x-icon"], test: bytesAt(0, 0x00, 0x00, 0x01, 0x00) },
  { mediaType: "application/pdf", test: (head) => textAt(head, 0, 5) === "%PDF-" },
  { mediaType: "application/gzip", also: ["application/x-gzip"], test: bytesAt(0, 0x1f, 0x8b) },
  { mediaType: "application/zip", test: bytesAt(0, 0x50, 0x4b, 0x03, 0x04) },
  {
    mediaType: "video/mp4",
    also: ["audio/mp4", "audio/x-m4a", "video/quicktime", "video/3gpp", "audio/m4a"],
    test: (head) => isBrand(head, /^(?!avi[fs]|hei|hev|mif1|msf1)/),
  },
  {
    mediaType: "video/webm",
    also: ["audio/webm", "video/x-matroska", "audio/x-matroska"],
    test: bytesAt(0, 0x1a, 0x45, 0xdf, 0xa3),
  },
  {
    mediaType: "audio/ogg",
    also: ["video/ogg", "application/ogg", "audio/opus"],
    test: (head) => textAt(head, 0, 4) === "OggS",
  },
  {
    mediaType: "audio/wav",
    also: ["audio/x-wav", "audio/wave", "audio/vnd.wave"],
    test: (head) => textAt(head, 0, 4) === "RIFF" && textAt(head, 8, 4) === "WAVE",
  },
  { mediaType: "audio/flac", also: ["audio/x-flac"], test: (head) => textAt(head, 0, 4) === "fLaC" },
  {
    mediaType: "audio/mpeg",
    also: ["audio/mp3"],
    test: (head) => textAt(head, 0, 3) === "ID3" || (head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2),
  },
  { mediaType: "font/woff2", test: (head) => textAt(head, 0, 4) === "wOF2" },
  { mediaType: "font/woff", also: ["application/font-woff"], test: (head) => textAt(head, 0, 4) === "wOFF" },
  {
    mediaType: "application/x-msdownload",
    also: ["application/vnd.microsoft.portable-executable"],
    test: (head) => textAt(head, 0, 2) === "MZ",
  },
  {
    mediaType: "application/x-elf",
    also: ["application/x-executable", "application/x-sharedlib"],
    test: bytesAt(0, 0x7f, 0x45, 0x4c, 0x46),
  },
  {
    mediaType: "application/x-mach-binary",
    test: (head) => bytesAt(0, 0xcf, 0xfa, 0xed, 0xfe)(head) || bytesAt(0, 0xca, 0xfe, 0xba, 0xbe)(head),
  },
  {
    mediaType: "text/x-shellscript",
    also: ["application/x-sh"],
    test: (head) => textAt(head, 0, 2) === "#!",
  },
];

/** The media type that the first bytes of a file tell, or null where they tell none. */
export function sniff(head: Uint8Array): string | null {
  return signatures.find(({ test }) => test(head))?.mediaType ?? null;
}

/**
 * Whether the first bytes of a file can be what its sender calls it. A type with a known signature must show it; what
 * shows another type's signature is not what it is called, unless it is called nothing but bytes.
 */
export function looksLike(head: Uint8Array, mediaType: string): boolean {
  if (head.length === 0) return true;
  const found = signatures.find(({ test }) => test(head));
  if (found !== undefined && isNamed(found, mediaType)) return true;
  if (mediaType === "application/octet-stream") return true;
  const hasSignature = signatures.some((signature) => isNamed(signature, mediaType));
  return (
    !hasSignature && (found === undefined || !(isForeign(mediaType) || programs.includes(found.mediaType)))
  );
}

function isNamed({ mediaType, also = [] }: Signature, name: string): boolean {
  return (
    mediaType === name || also.includes(name) || (mediaType === "application/zip" && zipBased.test(name))
  );
}

/** Types whose files show no signature of another: text, images, sound and moving pictures. */
function isForeign(mediaType: string): boolean {
  return (
    matchMediaType(["text/*", "image/*", "audio/*", "video/*", "font/*"], mediaType) !== null ||
    /[/+](?:json|xml|yaml)$/.test(mediaType)
  );
}

function bytesAt(start: number, ...expected: readonly number[]): (head: Uint8Array) => boolean {
  return (head) => expected.every((byte, index) => head[start + index] === byte);
}

function textAt(head: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...head.subarray(start, start + length));
}

/** ISO base media files (ISO/IEC 14496-12 §4.3) name their kind after `ftyp`. */
function isBrand(head: Uint8Array, brand: RegExp): boolean {
  return textAt(head, 4, 4) === "ftyp" && brand.test(textAt(head, 8, 4));
}

const BLOCK = 512;

/** A regular file of a tar archive. */
export interface TarMember {
  readonly path: string;
  /** A view into the archive. */
  readonly bytes: Uint8Array;
}

/**
 * The regular files of a tar archive (POSIX ustar, the form that data sets come in); other members are passed over.
 * Throws an `Error` for anything that is no tar archive or ends early.
 */
export function readTar(archive: Uint8Array): TarMember[] {
  const members: TarMember[] = [];
  for (let at = 0; at + BLOCK <= archive.length;) {
    const header = archive.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return members;
    checkHeader(header, at);
    const length = octal(header, 124, 12);
    const start = at + BLOCK;
    if (start + length > archive.length) throw new Error(`it ends within ${nameOf(header)}`);
    const type = header[156] as number;
    if (type === 0 || type === 0x30) {
      members.push({ path: nameOf(header), bytes: archive.subarray(start, start + length) });
    }
    at = start + Math.ceil(length / BLOCK) * BLOCK;
  }
  throw new Error('it has no end, so it is cut off or no tar archive');
}

/** The header's sum of bytes, its own field counted as blanks. */
function checkHeader(header: Uint8Array, at: number): void {
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  if (sum !== octal(header, 148, 8)) throw new Error(`its header at byte ${at} is damaged`);
}

const text = (header: Uint8Array, start: number, length: number): string => {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
};

function octal(header: Uint8Array, start: number, length: number): number {
  return parseInt(text(header, start, length).trim() || '0', 8);
}

function nameOf(header: Uint8Array): string {
  const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
  return prefix ? `${prefix}/${text(header, 0, 100)}` : text(header, 0, 100);
}

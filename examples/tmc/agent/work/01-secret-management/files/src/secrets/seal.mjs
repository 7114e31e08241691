import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A sealed value that was changed, or sealed for another place. `code` is always `BROKEN_SEAL`. */
export class BrokenSealError extends Error {
  constructor(place) {
    super(`the seal of ${place} is broken`);
    this.code = 'BROKEN_SEAL';
  }
}

/** A key of its own for each logical cluster, from the root key: 32 bytes each. */
export function keyFor(rootKey, cluster) {
  return Buffer.from(hkdfSync('sha256', rootKey, Buffer.alloc(0), `tmc secrets v1 ${cluster}`, 32));
}

/** Seals text for one place. The place is authenticated: what is sealed for one cannot be opened at another. */
export function seal(key, place, text) {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
}

/** Opens what was sealed for a place. Throws BrokenSealError. */
export function open(key, place, sealed) {
  try {
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
      'utf8',
    );
  } catch {
    throw new BrokenSealError(place);
  }
}

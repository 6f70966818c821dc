import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/**
 * Deterministic encryption with a synthetic IV (SIV, as in RFC 5297): equal texts have equal ciphers, so that these serve as
 * keys, and nothing else can be told without the key.
 */
export interface TextCipher {
  encrypt(text: string): string;
  decrypt(cipher: string): string;
}

const ivLength = 16;

export function createTextCipher(key: string): TextCipher {
  const macKey = subkeyOf(key, 'synthetic IV');
  const cipherKey = subkeyOf(key, 'cipher');
  const ivOf = (text: Buffer): Buffer =>
    createHmac('sha256', macKey).update(text).digest().subarray(0, ivLength);
  return {
    encrypt(text) {
      // Unlike UTF-8, UTF-16 holds any text.
      const plain = Buffer.from(text, 'utf16le');
      const iv = ivOf(plain);
      const cipher = createCipheriv('aes-256-ctr', cipherKey, iv);
      return Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString('base64url');
    },
    decrypt(text) {
      const bytes = Buffer.from(text, 'base64url');
      const iv = bytes.subarray(0, ivLength);
      const decipher = createDecipheriv('aes-256-ctr', cipherKey, iv);
      const plain = Buffer.concat([decipher.update(bytes.subarray(ivLength)), decipher.final()]);
      if (!timingSafeEqual(iv, ivOf(plain)))
        throw new Error('A text of the index is encrypted by another key.');
      return plain.toString('utf16le');
    },
  };
}

/** A key for one purpose, so that no two uses of the given key share one. */
export const subkeyOf = (key: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', `switchboard index, ${purpose}`, 32));

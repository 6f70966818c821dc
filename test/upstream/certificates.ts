import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

function missingOpenssl(): string | false {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'there is no openssl to make a certificate with';
  }
}

/** Why tests with TLS are skipped; false where they are not. */
export const withoutOpenssl = missingOpenssl();
if (withoutOpenssl) console.warn(`Tests with TLS are skipped: ${withoutOpenssl}`);

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

const openssl = (folder: string, ...args: string[]): void =>
  void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const pairIn = (folder: string) => ({
  key: readFileSync(join(folder, 'key.pem')),
  cert: readFileSync(join(folder, 'cert.pem')),
});

/** A self-signed certificate, which nobody trusts. */
export function createSelfSigned() {
  const folder = openFolder();
  const out = ['-keyout', 'key.pem', '-out', 'cert.pem', '-days', '1'];
  openssl(folder, 'req', '-x509', ...curve, ...out, '-subj', '/CN=localhost');
  return pairIn(folder);
}

/** A certificate for a host, and the path of the private authority that signed it. */
export function createCertificates(host: string) {
  const folder = openFolder();
  const authority = ['-keyout', 'ca-key.pem', '-out', 'ca.pem', '-days', '1'];
  openssl(folder, 'req', '-x509', ...curve, ...authority, '-subj', '/CN=A private authority');
  openssl(folder, 'req', ...curve, '-keyout', 'key.pem', '-out', 'request.pem', '-subj', `/CN=${host}`);
  writeFileSync(join(folder, 'extensions'), `subjectAltName=DNS:${host}\n`);
  const signer = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-extfile', 'extensions'];
  openssl(folder, 'x509', '-req', '-in', 'request.pem', ...signer, '-out', 'cert.pem', '-days', '1');
  return { authority: join(folder, 'ca.pem'), ...pairIn(folder) };
}
